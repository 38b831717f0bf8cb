import { redact, redactText, type Logger } from "@hawser/core";
import type { ChannelLog } from "../openclaw/channel-plugin.js";

/** A channel's log with everything that may be a secret taken out of its lines. */
export function accountLog(log: ChannelLog | undefined): Required<ChannelLog> {
  const line = (level: keyof ChannelLog) => (message: string) => {
    // Called on the sink: a gateway's is an object with state.
    log?.[level]?.(redactText(message));
  };
  return { info: line("info"), warn: line("warn"), error: line("error"), debug: line("debug") };
}

/** The same log for Hawser's own parts, which add fields to their lines. */
export function asLogger(log: Required<ChannelLog>): Logger {
  const line =
    (level: keyof ChannelLog) =>
    (message: string, fields?: Record<string, unknown>): void => {
      log[level](fields === undefined ? message : `${message} ${JSON.stringify(redact(fields))}`);
    };
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}

/** An error as one line. */
export function errorLine(error: unknown): string {
  return redactText(error instanceof Error ? error.message : String(error));
}
