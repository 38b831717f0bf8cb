/** The longer side of a picture that is sent, in pixels. */
const MAX_SIDE = 1600;

/** What one picture may weigh on the wire, in bytes before base64. */
export const MAX_BYTES = 400_000;

/** What is tried, one after the other, until a picture is light enough. */
export const STEPS: readonly { readonly side: number; readonly quality: number }[] = [
  { side: MAX_SIDE, quality: 0.85 },
  { side: MAX_SIDE, quality: 0.7 },
  { side: 1200, quality: 0.7 },
  { side: 800, quality: 0.6 },
];

/** How many pictures go with one message. */
export const MAX_PICTURES = 4;

/** The size of a picture whose longer side may be so long; it never grows, and keeps its shape. */
export function fit(
  size: { readonly width: number; readonly height: number },
  side: number,
): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, side / Math.max(size.width, size.height, 1));
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}
