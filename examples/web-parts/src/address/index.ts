export { checkUrl } from "./check-url.js";
export { defaultUrl } from "./default-url.js";
export type { Peer } from "./peer.js";
