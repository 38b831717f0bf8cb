import type { OpenSocket } from "./socket.js";

/** Stands in for node-socket.ts in browser bundles: there is none. */
export const openNodeSocket: OpenSocket | undefined = undefined;
