/** Where to forward to, and how the proxied address is written. */
export interface Target {
  readonly host: string;
  readonly port: number;
  urlAt(host: string, port: number): string;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  "ws:": 80,
  "http:": 80,
  "wss:": 443,
  "https:": 443,
};

/** @throws TypeError when `target` names no host and port. */
export function parseTarget(target: string | URL | number): Target {
  const url = new URL(typeof target === "number" ? `ws://127.0.0.1:${target}` : target);
  const port = url.port === "" ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (port === undefined || host === "") {
    throw new TypeError("target must be a URL with a host and a port, or a port number");
  }
  const suffix = url.pathname === "/" || url.pathname === "" ? "" : url.pathname;
  return {
    host,
    port,
    urlAt: (proxyHost, proxyPort) => {
      const name = proxyHost.includes(":") ? `[${proxyHost}]` : proxyHost;
      return `${url.protocol}//${name}:${proxyPort}${suffix}${url.search}`;
    },
  };
}
