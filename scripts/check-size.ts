import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { ensureBuilt } from "./lib/build.js";
import { root } from "./lib/packages.js";

// What a browser has to load before the first frame, from the built packages: the entry chunk and
// what it imports statically, minified and gzipped. Chunks behind a dynamic import() (the pure-JS
// signature fallback) are not part of it, as they are not in a real page.

interface Limit {
  readonly name: string;
  /** The page's script. */
  readonly code: string;
  /** gzip bytes, 1 kB = 1000 bytes. */
  readonly limit: number;
}

const limits: readonly Limit[] = [
  {
    name: "@hawser/core, everything",
    code: `export * from "@hawser/core";`,
    limit: 6000,
  },
  {
    name: "@hawser/gateway-client in a page: device auth and chat, with core",
    code: `
      export { GatewayClient } from "@hawser/gateway-client";
      export { indexedDbDeviceStore } from "@hawser/gateway-client/browser";`,
    limit: 10_000,
  },
];

await ensureBuilt(() => undefined);
let over = 0;
for (const { name, code, limit } of limits) {
  const size = await initialSize(code);
  const verdict = size > limit ? `over by ${size - limit} B` : `${limit - size} B left`;
  if (size > limit) over += 1;
  console.log(`${name}: ${kilobytes(size)} of ${kilobytes(limit)} gzip (${verdict})`);
}
if (over > 0) process.exit(1);

async function initialSize(code: string): Promise<number> {
  const result = await build({
    stdin: { contents: code, resolveDir: `${root}/packages/gateway-client`, sourcefile: "page.js" },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: "/bundle",
    write: false,
    metafile: true,
    legalComments: "none",
  });
  const initial = new Set([...initialChunks(result.metafile)].map((chunk) => basename(chunk)));
  const loaded = result.outputFiles.filter((file) => initial.has(basename(file.path)));
  return loaded.reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0);
}

/** The entry chunk and every chunk that it reaches through static imports. */
function initialChunks(metafile: Metafile): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (chunk: string): void => {
    if (seen.has(chunk)) return;
    seen.add(chunk);
    for (const { path, kind } of metafile.outputs[chunk]?.imports ?? []) {
      if (kind === "import-statement") visit(path);
    }
  };
  for (const [chunk, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint !== undefined) visit(chunk);
  }
  return seen;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(2)} kB`;
}
