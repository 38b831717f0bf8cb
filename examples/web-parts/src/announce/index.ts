export { say } from "./announce.js";
export { Announcer } from "./announcer.js";
