export { PresenceTracker, type ClientPresence, type PresenceChange } from "./presence-tracker.js";
export type { AgentPresence, AgentState } from "./agent-presence.js";
