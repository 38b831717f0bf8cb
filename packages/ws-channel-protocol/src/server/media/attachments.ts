import type { ChatAttachment } from "../../frames/client-frames.js";
import { cleanName } from "../identity/ids.js";
import type { NotAdmitted } from "../replies/admission.js";
import type { MediaOptions } from "./types.js";

/** A file that was sent along. */
export interface SentFile {
  readonly data: Uint8Array;
  readonly mimeType: string;
  readonly name?: string;
}

const MIME_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Decodes attachments, within bounds. `others` more files come with the message. */
export function readAttachments(
  attachments: readonly ChatAttachment[],
  others: number,
  { attachments: enabled, maxFiles, maxBytes }: Required<MediaOptions>,
): SentFile[] | NotAdmitted {
  if (attachments.length + others > maxFiles) {
    return { code: "too_large", error: `A message may bring ${maxFiles} files at most` };
  }
  if (attachments.length > 0 && !enabled) {
    return { code: "media_refused", error: "This server takes no attachments" };
  }
  const files: SentFile[] = [];
  let bytes = 0;
  for (const [index, attachment] of attachments.entries()) {
    const { data, mimeType } = attachment;
    const path = `attachments[${index}]`;
    if (!MIME_TYPE.test(mimeType)) {
      return { code: "media_refused", error: `${path}.mimeType must be one like image/png` };
    }
    if (data.length % 4 !== 0 || !BASE64.test(data)) {
      return { code: "media_refused", error: `${path}.data must be base64` };
    }
    bytes += (data.length / 4) * 3 - (data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0);
    if (bytes > maxBytes) {
      return { code: "too_large", error: `A message's files may have ${maxBytes} bytes at most` };
    }
    const name = fileName(attachment.name);
    files.push({
      data: new Uint8Array(Buffer.from(data, "base64")),
      mimeType,
      ...(name === undefined ? {} : { name }),
    });
  }
  return files;
}

/** A name without folders, so that nobody writes where a client wants him to. */
function fileName(name: string | undefined): string | undefined {
  const last = cleanName(name?.split(/[\\/]/).at(-1));
  return last === "." || last === ".." ? undefined : last;
}
