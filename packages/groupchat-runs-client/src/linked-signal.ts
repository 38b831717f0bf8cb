/**
 * Runs work under several signals at once. Not `AbortSignal.any`: what it links to a signal that lives as
 * long as the client would, in Node 20, stay there.
 */
export async function underSignals<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const offs: (() => void)[] = [];
  for (const signal of signals) {
    if (signal === undefined) continue;
    const abort = (): void => {
      controller.abort(signal.reason);
    };
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    offs.push(() => {
      signal.removeEventListener("abort", abort);
    });
  }
  try {
    controller.signal.throwIfAborted();
    return await work(controller.signal);
  } finally {
    for (const off of offs) off();
  }
}
