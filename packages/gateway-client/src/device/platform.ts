/** What a device says about its platform. The gateway pins both at pairing; a change means pairing again. */
export interface PlatformInfo {
  readonly platform: string;
  readonly deviceFamily?: string;
}

/**
 * `process.platform` in Node, Bun and Deno ("linux", "darwin", "win32"), "web" in pages and workers.
 * Browsers are not told apart on purpose: what they say about the system under them changes with updates and
 * settings, and each change would end the pairing.
 */
export function detectPlatform(scope: typeof globalThis = globalThis): PlatformInfo {
  const isPage = typeof scope.document !== "undefined";
  const server = scope.process as NodeJS.Process | undefined;
  if (
    !isPage &&
    typeof server?.versions?.node === "string" &&
    typeof server.platform === "string"
  ) {
    return { platform: server.platform };
  }
  return { platform: "web" };
}
