import { isIP } from "node:net";

/**
 * Whether a page of this origin may connect.
 *
 * @param allowed - the list of the options; undefined for the default.
 * @param open - whether connections prove nothing: then a page from anywhere else could use a browser to
 * reach an agent that listens on this machine only.
 * @param host - the request's Host header.
 * @param localAddress - the address of this machine that the request came to.
 */
export function isOriginAllowed(
  origin: string | undefined,
  allowed: readonly string[] | undefined,
  open: boolean,
  host: string | undefined,
  localAddress: string | undefined,
): boolean {
  if (origin === undefined) return true;
  if (allowed !== undefined) return allowed.some((pattern) => matches(pattern, origin));
  if (!open) return true;
  const name = hostname(origin);
  if (name === undefined) return false;
  if (isLoopback(name)) return true;
  if (name !== hostname(`http://${host ?? ""}`)) return false;
  // A hostile page may have its own name lead to this machine's loopback address.
  return isAddress(name) || !isLoopback(withoutMapping(localAddress ?? "::1"));
}

function matches(pattern: string, origin: string): boolean {
  if (pattern === "*") return true;
  const wanted = pattern.toLowerCase().replace(/\/$/, "");
  const given = origin.toLowerCase();
  const star = wanted.indexOf("://*.");
  if (star < 0) return wanted === given;
  const scheme = wanted.slice(0, star + 3);
  const suffix = wanted.slice(star + 4);
  return (
    given.startsWith(scheme) &&
    given.endsWith(suffix) &&
    given.length > scheme.length + suffix.length
  );
}

function hostname(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname || undefined : undefined;
}

function isAddress(name: string): boolean {
  return isIP(name.replace(/^\[|\]$/g, "")) > 0;
}

/** IPv4 addresses look so on sockets that take both. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:/i, "");
}

/** Whether a host name or address is this machine's alone. */
export function isLoopback(name: string): boolean {
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "[::1]" ||
    name === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(name)
  );
}
