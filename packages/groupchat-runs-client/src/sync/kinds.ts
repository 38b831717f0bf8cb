/** The two lists of runs that can be followed. */
export type RunKind = "pending" | "stopped";

export const RUN_KINDS: readonly RunKind[] = ["pending", "stopped"];
