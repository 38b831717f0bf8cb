/** What a daemon tells the `start` that waits for it. */
export type DaemonReport =
  | { readonly kind: "up"; readonly line: "live" | "polling" }
  /** There was something to answer at once. */
  | { readonly kind: "busy" }
  | { readonly kind: "waiting"; readonly reason: string }
  | {
      readonly kind: "failed";
      readonly message: string;
      readonly hint?: string;
      readonly exitCode: number;
    };

/** Tells it, if somebody still listens. */
export function tellStarter(report: DaemonReport): void {
  if (!process.connected || process.send === undefined) return;
  // The starter may leave at any moment.
  process.send(report, undefined, undefined, () => undefined);
}

/** The starter has heard enough: the channel must not keep this process from ending. */
export function leaveStarter(): void {
  process.channel?.unref();
}

/** Whether a message is one of ours. */
export function isReport(value: unknown): value is DaemonReport {
  const { kind } = Object(value) as { readonly kind?: unknown };
  return kind === "up" || kind === "busy" || kind === "waiting" || kind === "failed";
}
