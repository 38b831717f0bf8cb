export { CopyButton } from "./copy-button.js";
export { CheckIcon, Icon } from "./icons.js";
export { Mark } from "./mark.js";
export { Time } from "./time.js";
