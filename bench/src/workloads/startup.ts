import type { Sample } from "./sample.js";

export interface StartupTask {
  readonly workload: "startup";
  /** What to import; empty for bare Node. */
  readonly specifier: string;
}

/** From the start of the process until the import is done. */
export async function startup({ specifier }: StartupTask): Promise<Sample> {
  if (specifier !== "") await import(specifier);
  const wallMillis = performance.now();
  const { user, system } = process.cpuUsage();
  return { wallMillis, cpuMillis: (user + system) / 1000 };
}
