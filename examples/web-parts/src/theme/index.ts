export { ThemeButton } from "./theme-button.js";
export { applyTheme } from "./theme.js";
