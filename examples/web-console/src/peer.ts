import type { Peer } from "@hawser/example-web-parts/address";

/** What this page talks to. */
export const PEER: Peer = { name: "gateway", port: 18789, path: "/" };
