/**
 * Makes the address of a gateway out of what somebody typed; `http` and a missing scheme are put right.
 * Answers words when it is no address that this page may connect to.
 */
export function checkUrl(
  typed: string,
  page: { readonly protocol: string },
): { readonly url: string } | { readonly problem: string } {
  const secure = page.protocol === "https:";
  const text = typed.trim();
  if (text === "") return { problem: "Type the address of the gateway." };
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(text)
    ? text.replace(/^http/i, "ws")
    : `${secure ? "wss" : "ws"}://${text}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch {
    return { problem: "That is no address. It looks like ws://host:18789." };
  }
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    return { problem: "The address begins with ws:// or wss://." };
  }
  if (url.searchParams.has("token") || url.password !== "") {
    return { problem: "Put the token in its own field: addresses end up in logs." };
  }
  if (secure && url.protocol === "ws:" && !isLocal(url.hostname)) {
    return {
      problem: "This page came over https: the browser only lets it reach wss:// gateways.",
    };
  }
  return { url: url.href };
}

function isLocal(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1" || host === "[::1]";
}
