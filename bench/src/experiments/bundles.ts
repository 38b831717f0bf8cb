import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

/** What a page loads before its first frame: minified, gzipped, dynamic imports left out. */
export interface BundleResult {
  readonly title: string;
  /** gzip bytes, or why there is no bundle. */
  readonly hawser: number;
  readonly official: number;
  readonly limit?: number;
}

interface Bundle {
  readonly title: string;
  readonly hawser: string;
  readonly official: string;
  /** gzip bytes, 1 kB = 1000 bytes. */
  readonly limit?: number;
}

const OFFICIAL = "@openclaw/gateway-client/browser";

const BUNDLES: readonly Bundle[] = [
  {
    title: "Core: connection, reconnect, frames, calls",
    hawser: `export * from "@hawser/core";`,
    official: `export { GatewayProtocolClient } from "${OFFICIAL}";`,
    limit: 6_000,
  },
  {
    title: "With device auth and chat",
    hawser: `
      export { GatewayClient } from "@hawser/gateway-client";
      export { indexedDbDeviceStore } from "@hawser/gateway-client/browser";`,
    official: `
      export { GatewayProtocolClient, GatewayBrowserDeviceAuthLifecycle, buildDeviceAuthPayloadV3,
        buildGatewayConnectAuth, createSessionProjection, reduceSessionProjection } from "${OFFICIAL}";`,
    limit: 10_000,
  },
  {
    title: "Everything that runs in a page",
    hawser: `
      export * from "@hawser/core";
      export * from "@hawser/gateway-client";
      export * from "@hawser/gateway-client/browser";`,
    official: `export * from "${OFFICIAL}";`,
  },
];

export async function measureBundles(): Promise<readonly BundleResult[]> {
  const results: BundleResult[] = [];
  for (const { title, hawser, official, limit } of BUNDLES) {
    results.push({
      title,
      hawser: await initialSize(hawser),
      official: await initialSize(official),
      ...(limit === undefined ? {} : { limit }),
    });
  }
  return results;
}

async function initialSize(contents: string): Promise<number> {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL("../..", import.meta.url)) },
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
  const initial = initialChunks(metafile);
  return outputFiles
    .filter((file) =>
      [...initial].some((chunk) => file.path.endsWith(chunk.split("/").at(-1) ?? "")),
    )
    .reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0);
}

/** The entry and what it imports statically. */
function initialChunks({ outputs }: Metafile): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (chunk: string): void => {
    if (seen.has(chunk)) return;
    seen.add(chunk);
    for (const { path, kind } of outputs[chunk]?.imports ?? []) {
      if (kind === "import-statement") visit(path);
    }
  };
  // A chunk behind import() has an entry point too; the page's own script is the only stdin.
  for (const [chunk, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint === "<stdin>") visit(chunk);
  }
  return seen;
}
