export { background, complaints, smallTargets } from "./complaints.js";
export { openHouse, Visits, type House } from "./house.js";
export { startAsWritten, type Started } from "./started.js";
