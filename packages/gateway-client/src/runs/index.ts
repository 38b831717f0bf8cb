export { RunsTracker, type RunsTrackerOptions } from "./runs-tracker.js";
export type { Run, RunChange, RunStatus, Subagent, SubagentStatus } from "./run.js";
