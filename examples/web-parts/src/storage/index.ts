export { store, stored, type Place } from "./stored.js";
