export { AgentsApi } from "./agents-api.js";
