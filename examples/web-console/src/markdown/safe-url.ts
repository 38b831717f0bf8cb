const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** The address if a link may lead there; a script, a file or a data address never may. */
export function safeLink(href: string): string | undefined {
  try {
    const url = new URL(href);
    return SCHEMES.has(url.protocol) ? url.href : undefined;
  } catch {
    // An address relative to this page is none that the agent could know.
    return undefined;
  }
}
