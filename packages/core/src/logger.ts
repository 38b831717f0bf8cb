import { redact, redactText } from "./redact.js";

/** A log level of {@link Logger}. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where Hawser logs. `console` fits as it is, pino through {@link fromPino}. */
export interface Logger {
  debug(msg: string, fields?: Record<string, unknown>): void;
  info(msg: string, fields?: Record<string, unknown>): void;
  warn(msg: string, fields?: Record<string, unknown>): void;
  error(msg: string, fields?: Record<string, unknown>): void;
}

const ignore = (): void => undefined;

/** Logs nothing. The default everywhere. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function mapLogger(
  write: (level: LogLevel, msg: string, fields?: Record<string, unknown>) => void,
): Logger {
  return {
    debug: (msg, fields) => write("debug", msg, fields),
    info: (msg, fields) => write("info", msg, fields),
    warn: (msg, fields) => write("warn", msg, fields),
    error: (msg, fields) => write("error", msg, fields),
  };
}

/**
 * Puts redaction in front of a logger, as `redact` does it. A logger that throws is ignored: a log line
 * is never worth a connection.
 *
 * @param secrets - asked at each line, since tokens change while a client lives.
 */
export function redactingLogger(
  logger: Logger,
  secrets: () => Iterable<string> = () => [],
): Logger {
  if (logger === silentLogger) return logger;
  return mapLogger((level, msg, fields) => {
    try {
      const known = [...secrets()];
      const text = redactText(msg, known);
      if (fields === undefined) logger[level](text);
      else logger[level](text, redact(fields, known) as Record<string, unknown>);
    } catch {
      // See above.
    }
  });
}

/** What {@link fromPino} needs of a pino logger: fields first, message second. */
export interface PinoLike {
  debug(fields: object, msg?: string): void;
  info(fields: object, msg?: string): void;
  warn(fields: object, msg?: string): void;
  error(fields: object, msg?: string): void;
}

/** Makes a pino logger (or one with its argument order) a {@link Logger}. */
export function fromPino(logger: PinoLike): Logger {
  return mapLogger((level, msg, fields) => {
    logger[level](fields ?? {}, msg);
  });
}
