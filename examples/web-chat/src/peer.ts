import type { Peer } from "@hawser/example-web-parts/address";

/** What this page talks to. */
export const PEER: Peer = { name: "server", port: 18800, path: "/ws" };
