import { readFile } from "node:fs/promises";
import type { ChannelMedia } from "@hawser/ws-channel-protocol/server";
import type { MediaFact } from "../openclaw/message-context.js";
import type { ChannelRuntime } from "../openclaw/runtime.js";

/**
 * Copies a message's files into the gateway's media store, from where its agents (sandboxed ones, too)
 * may read them. The server has checked paths and sizes.
 */
export async function takeMedia(
  media: readonly ChannelMedia[],
  store: ChannelRuntime["media"],
  maxBytes: number,
): Promise<readonly MediaFact[]> {
  return Promise.all(
    media.map(async (file): Promise<MediaFact> => {
      const data = file.data ?? (file.path === undefined ? undefined : await readFile(file.path));
      if (data === undefined) throw new Error("a file came without content");
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      const saved = await store.saveMediaBuffer(
        bytes,
        file.mimeType,
        "inbound",
        maxBytes,
        file.name,
      );
      const contentType = saved.contentType ?? file.mimeType;
      return {
        path: saved.path,
        ...(contentType !== undefined && { contentType }),
        ...(file.name !== undefined && { fileName: file.name }),
      };
    }),
  );
}
