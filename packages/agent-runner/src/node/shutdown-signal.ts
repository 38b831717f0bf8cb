/** Options of {@link shutdownSignal}. */
export interface ShutdownSignalOptions {
  /** Default SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[];
}

/**
 * A signal for `runAgent` that aborts when the process is asked to end. Whoever asks a second time does
 * not want to wait: the process then ends as if nobody had listened.
 */
export function shutdownSignal(options: ShutdownSignalOptions = {}): AbortSignal {
  const { signals = ["SIGTERM", "SIGINT"] } = options;
  const controller = new AbortController();
  const leave = (name: NodeJS.Signals): void => {
    for (const one of signals) process.off(one, leave);
    controller.abort(new Error(`The process was asked to end (${name})`));
  };
  for (const one of signals) process.on(one, leave);
  return controller.signal;
}
