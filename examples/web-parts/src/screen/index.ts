export { useMedia } from "./use-media.js";
export { useNow } from "./use-now.js";
