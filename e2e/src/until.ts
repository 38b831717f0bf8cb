import { setTimeout as sleep } from "node:timers/promises";

/** Resolves when what a process does by itself has come about; rejects when it takes too long. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  timeoutMs: number = 40_000,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`did not come about in ${timeoutMs} ms`);
    await sleep(100);
  }
}
