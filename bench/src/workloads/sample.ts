/** What one child process measured, by name; each name says its unit. */
export type Sample = Readonly<Record<string, number>>;

/** User and system CPU of this process so far, in microseconds. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** CPU that `work` costs this process, in microseconds. */
export async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = cpuMicros();
  await work();
  return cpuMicros() - before;
}
