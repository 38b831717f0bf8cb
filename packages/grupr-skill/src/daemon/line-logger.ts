import type { Logger, LogLevel } from "@hawser/core";

/** Writes log lines: time, level, message, then fields as `key=value`. */
export function lineLogger(write: (line: string) => void): Logger {
  const log =
    (level: LogLevel) =>
    (msg: string, fields: Record<string, unknown> = {}): void => {
      const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${valueText(value)}`);
      write(`${new Date().toISOString()} ${level.padEnd(5)} ${oneLine(msg)}${rest.join("")}`);
    };
  return { debug: () => undefined, info: log("info"), warn: log("warn"), error: log("error") };
}

function valueText(value: unknown): string {
  // Redacted errors are plain objects; a stack is of no use to whoever reads this.
  const { message } = Object(value) as { readonly message?: unknown };
  const shown = typeof message === "string" ? message : value;
  if (typeof shown === "string" && /^[\w.:/@+-]+$/u.test(shown)) return shown;
  return JSON.stringify(shown) ?? "undefined";
}

const oneLine = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/gu, " ");
