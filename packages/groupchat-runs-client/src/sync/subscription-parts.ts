// What only a subscription needs, loaded with import() when there is to be one: convex above all.
export { openConvex } from "./convex-client.js";
export { Generation } from "./generation.js";
