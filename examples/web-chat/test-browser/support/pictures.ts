import type { Page } from "playwright-core";

/** A PNG of this size, drawn in the page. */
export async function drawPng(page: Page, width: number, height: number): Promise<Buffer> {
  const url = await page.evaluate(
    ([w, h]) => {
      const canvas = document.createElement("canvas");
      canvas.width = w;
      canvas.height = h;
      const context = canvas.getContext("2d");
      if (context === null) throw new Error("nothing to draw on");
      const sea = context.createLinearGradient(0, 0, w, h);
      sea.addColorStop(0, "#8cc4e0");
      sea.addColorStop(1, "#1d5a78");
      context.fillStyle = sea;
      context.fillRect(0, 0, w, h);
      context.strokeStyle = "#d2a968";
      context.lineWidth = h / 20;
      context.beginPath();
      context.moveTo(0, h * 0.7);
      context.bezierCurveTo(w * 0.3, h * 0.2, w * 0.6, h, w, h * 0.4);
      context.stroke();
      return canvas.toDataURL("image/png");
    },
    [width, height] as const,
  );
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

/** The size that a JPEG's first frame header tells. */
export function jpegSize(data: Uint8Array | undefined): { width: number; height: number } {
  const bytes = Buffer.from(data ?? []);
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at);
    if (marker >= 0xffc0 && marker <= 0xffc2) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
  }
  throw new Error("no JPEG");
}
