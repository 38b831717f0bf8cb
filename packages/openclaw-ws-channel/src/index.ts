export { description, id, name, register } from "./plugin.js";
