import type { Logger } from "../logger.js";

/** Calls somebody else's function; what it throws is logged. */
export function guard<T>(logger: Logger, name: string, fn: () => T): T | undefined {
  try {
    return fn();
  } catch (error) {
    logger.error(`${name} threw`, { error });
    return undefined;
  }
}
