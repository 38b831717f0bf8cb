import { HawserError } from "@hawser/core";

/** An agent that said nothing, and is asked once more. */
export function isSilence(error: unknown): boolean {
  return error instanceof HawserError && error.code === "AGENT_SILENT";
}

/** What a person is told of a failure: what happened, and what can be done where that is not plain. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isCommand = error instanceof HawserError && error.code.startsWith("COMMAND_");
  const hint = error instanceof HawserError && !isCommand ? error.hint : undefined;
  return hint === undefined ? error.message : `${error.message} ${hint}`;
}
