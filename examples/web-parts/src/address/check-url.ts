import type { Peer } from "./peer.js";

/**
 * Makes an address out of what somebody typed; `http` and a missing scheme are put right.
 * Answers words when it is no address that this page may connect to.
 */
export function checkUrl(
  typed: string,
  page: { readonly protocol: string },
  { name, port, path }: Peer,
): { readonly url: string } | { readonly problem: string } {
  const secure = page.protocol === "https:";
  const text = typed.trim();
  if (text === "") return { problem: `Type the address of the ${name}.` };
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(text)
    ? text.replace(/^http/i, "ws")
    : `${secure ? "wss" : "ws"}://${text}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch {
    const example = `ws://host:${port}${path === "/" ? "" : path}`;
    return { problem: `That is no address. It looks like ${example}.` };
  }
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    return { problem: "The address begins with ws:// or wss://." };
  }
  if (url.searchParams.has("token") || url.password !== "") {
    return { problem: "Put the token in its own field: addresses end up in logs." };
  }
  if (secure && url.protocol === "ws:" && !isLocal(url.hostname)) {
    return {
      problem: `This page came over https: the browser only lets it reach wss:// ${name}s.`,
    };
  }
  if (url.pathname === "/") url.pathname = path;
  return { url: url.href };
}

function isLocal(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1" || host === "[::1]";
}
