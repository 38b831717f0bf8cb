import type { Picture } from "../chat/entry.js";
import { base64 } from "./base64.js";
import { fit, MAX_BYTES, STEPS } from "./limits.js";

/** A file that cannot be sent as a picture; the message says why, for a person. */
export class PictureError extends Error {
  override readonly name = "PictureError";
}

/**
 * Makes a picture small enough to send, in the page. It is always drawn anew, so that what a camera
 * writes into a file (the place, say) does not leave this machine.
 *
 * @throws PictureError when the file is no picture that this browser can read.
 */
export async function shrink(file: File): Promise<Picture> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new PictureError(`“${file.name}” is not a picture that this browser can read.`);
  });
  try {
    for (const { side, quality } of STEPS) {
      const size = fit(bitmap, side);
      const blob = await draw(bitmap, size, quality);
      if (blob.size > MAX_BYTES) continue;
      const data = base64(new Uint8Array(await blob.arrayBuffer()));
      return { name: nameFor(file.name, blob.type), mimeType: blob.type, data };
    }
  } finally {
    bitmap.close();
  }
  throw new PictureError(`“${file.name}” stays too big to send.`);
}

async function draw(
  bitmap: ImageBitmap,
  size: { readonly width: number; readonly height: number },
  quality: number,
): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext("2d");
  if (context === null) throw new PictureError("This browser cannot draw pictures.");
  // JPEG knows no transparency: what was clear becomes paper, not black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, size.width, size.height);
  context.drawImage(bitmap, 0, 0, size.width, size.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new PictureError("Too big to draw.")) : resolve(blob)),
      "image/jpeg",
      quality,
    );
  });
}

function nameFor(name: string, mimeType: string): string {
  const stem = name.replace(/\.[^.]*$/, "");
  return `${stem === "" ? "picture" : stem}.${mimeType === "image/png" ? "png" : "jpg"}`;
}
