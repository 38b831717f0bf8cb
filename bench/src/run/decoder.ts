import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The inner functions of the gateway client that take a message apart; not part of its public API. */
export interface Decoder {
  parseFrames(data: Uint8Array, visit: (value: unknown) => void): void;
  decodeFrame(
    value: unknown,
  ):
    | { readonly type: "event"; readonly event: string; readonly payload: unknown }
    | { readonly type: "res"; readonly payload: unknown }
    | { readonly type: "unknown" };
  validateEvent(event: string, payload: unknown): { readonly ok: boolean };
  validateHello(payload: unknown): unknown;
}

/** Compiles those functions the way the package is built, and answers where they stand. */
export async function compileDecoder(): Promise<string> {
  const outfile = fileURLToPath(new URL("../compiled/decoder.js", import.meta.url));
  const client = new URL(".", import.meta.resolve("@hawser/gateway-client/package.json"));
  await build({
    stdin: {
      contents: `
        export { parseFrames } from "@hawser/core";
        export { decodeFrame, validateEvent, validateHello } from "./src/frames/index.ts";`,
      resolveDir: fileURLToPath(client),
    },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    outfile,
  });
  return outfile;
}
