import { defaultUrl as defaultUrlOf } from "@hawser/example-web-parts/address";
import { PEER } from "./peer.js";

/**
 * Where the form leads before anyone changes it: `VITE_GATEWAY_URL`, else the host that the page came from,
 * at `VITE_GATEWAY_PORT` or the port that a gateway has where nobody gave it another.
 */
export function defaultUrl(): string {
  const { VITE_GATEWAY_URL: url, VITE_GATEWAY_PORT: port } = import.meta.env as Readonly<
    Record<string, string | undefined>
  >;
  return defaultUrlOf(PEER, location, { url, port });
}
