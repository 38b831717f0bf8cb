import { AuthError, HawserError } from "@hawser/core";
import { ExitCode } from "./exit-codes.js";

/** Ends a command with a message for people and an exit code for scripts. */
export class CliFailure extends Error {
  override readonly name = "CliFailure";
  readonly exitCode: number;
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(message: string, exitCode: number, hint?: string) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

/** What a person is told of an error, and what a script gets. */
export function explain(error: unknown): CliFailure {
  if (error instanceof CliFailure) return error;
  if (error instanceof AuthError)
    return new CliFailure(error.message, ExitCode.refused, error.hint);
  if (error instanceof HawserError) {
    return new CliFailure(error.message, ExitCode.failed, error.hint);
  }
  return new CliFailure(error instanceof Error ? error.message : String(error), ExitCode.failed);
}
