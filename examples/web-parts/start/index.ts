export { startPage, type StartOptions } from "./start-page.js";
