export { AgentPage } from "./agent-page.js";
export { serveBuiltPageOf, type BuiltPage } from "./built-page.js";
