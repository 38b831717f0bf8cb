import type { Picture } from "../chat/entry.js";

/** A picture as an address that an img element takes. */
export function pictureUrl(picture: Picture): string {
  return `data:${picture.mimeType};base64,${picture.data}`;
}
