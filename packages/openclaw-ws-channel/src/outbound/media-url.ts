import type { PluginRuntime } from "../openclaw/runtime.js";

/** What {@link mediaUrlFor} needs. */
export interface MediaUrlOptions {
  readonly media: PluginRuntime["media"];
  readonly maxBytes: number;
  /** Folders a file may be in beside those the gateway allows anyway: the agent's workspace. */
  readonly roots?: readonly string[];
}

/**
 * A URL that a browser can load: web addresses stay, a file on the gateway's machine becomes a `data:`
 * URL. The gateway decides which files its agents may send.
 */
export async function mediaUrlFor(source: string, o: MediaUrlOptions): Promise<string> {
  if (/^(https?|data):/i.test(source)) return source;
  const file = await load(source, o);
  const { buffer, contentType = "application/octet-stream" } = file;
  const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return `data:${contentType};base64,${bytes.toString("base64")}`;
}

async function load(
  source: string,
  { media, maxBytes, roots = [] }: MediaUrlOptions,
): ReturnType<PluginRuntime["media"]["loadWebMedia"]> {
  try {
    return await media.loadWebMedia(source, { maxBytes });
  } catch (error) {
    const refused = (error as { code?: unknown }).code === "path-not-allowed";
    if (!refused || roots.length === 0) throw error;
    return media.loadWebMedia(source, { maxBytes, localRoots: roots });
  }
}
