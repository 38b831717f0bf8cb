import { HawserError } from "@hawser/core";
import { errorCode } from "@hawser/core/node";

/** The file is not one of ours, or damaged. */
export function corrupt(path: string, what: string): HawserError {
  return new HawserError(`The cursor file ${path} ${what}`, {
    code: "CURSOR_CORRUPT",
    hint: "Repair it, or delete it to begin at the newest message. It was left as it is.",
  });
}

/** The file system says no. */
export function failed(
  path: string,
  doing: "read" | "written" | "locked",
  cause: unknown,
): unknown {
  if (cause instanceof HawserError) return cause;
  const code = errorCode(cause);
  return new HawserError(
    `The cursor file ${path} could not be ${doing}${code === undefined ? "" : ` (${code})`}`,
    {
      code: "CURSOR_STORE_FAILED",
      hint: "Check the folder's permissions and free space.",
      cause,
    },
  );
}
