/** A signal that aborts with the first of several, and lets go of them when asked: some live very long. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  release(): void;
}

export function linkedSignal(...signals: readonly AbortSignal[]): LinkedSignal {
  const controller = new AbortController();
  const offs: (() => void)[] = [];
  for (const one of signals) {
    const abort = (): void => controller.abort(one.reason);
    if (one.aborted) abort();
    one.addEventListener("abort", abort, { once: true });
    offs.push(() => one.removeEventListener("abort", abort));
  }
  return {
    signal: controller.signal,
    release: () => {
      for (const off of offs.splice(0)) off();
    },
  };
}
