export { ToEndButton } from "./to-end-button.js";
export { useStickToEnd } from "./use-stick-to-end.js";
