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

/** Whether this is a picture that is contained in its address, so that showing it asks nobody. */
export function isInlineImage(url: string): boolean {
  return /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[\w+/=\s]+$/i.test(url);
}

/** The host of a web address, for telling a person where a picture would come from. */
export function webHost(url: string): string | undefined {
  try {
    const { protocol, host } = new URL(url);
    return protocol === "https:" || protocol === "http:" ? host : undefined;
  } catch {
    return undefined;
  }
}
