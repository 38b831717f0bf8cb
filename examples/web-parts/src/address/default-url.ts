import type { Peer } from "./peer.js";

/**
 * Where the form leads before anyone changes it.
 *
 * @param given what the build was told: a whole address, or the port of the host that the page came from.
 */
export function defaultUrl(
  peer: Peer,
  page: { readonly protocol: string; readonly hostname: string },
  given: { readonly url: string | undefined; readonly port: string | undefined },
): string {
  if (given.url !== undefined && given.url !== "") return given.url;
  const scheme = page.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${page.hostname}:${given.port ?? peer.port}${peer.path}`;
}
