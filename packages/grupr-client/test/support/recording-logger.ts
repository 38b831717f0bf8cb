import { inspect } from "node:util";
import type { Logger } from "@hawser/core";

/** A logger that keeps what it is told. */
export function recordingLogger(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (message: string, fields?: Record<string, unknown>): void => {
      lines.push(inspect([level, message, fields], { depth: 20 }));
    };
  const logger = {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
  return { logger, lines };
}
