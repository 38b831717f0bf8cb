/** The code of a system's or a Hawser error, such as `"ENOENT"`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/**
 * For the `catch` of something that may not be there: `readFile(path, "utf8").catch(ignoreMissing)`.
 *
 * @throws anything but "no such file".
 */
export function ignoreMissing(error: unknown): undefined {
  if (errorCode(error) !== "ENOENT") throw error;
  return undefined;
}
