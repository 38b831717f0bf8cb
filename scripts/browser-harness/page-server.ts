import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import { build } from "esbuild";

export interface PageServer {
  readonly port: number;
  /** Names of the scripts that pages have asked for, in order. */
  readonly served: readonly string[];
  /** Names of the chunks that hold the pure-JS signatures. */
  readonly fallbackChunks: readonly string[];
  close(): Promise<void>;
}

const html = `<!doctype html><meta charset="utf-8"><title>Hawser</title>
<link rel="icon" href="data:,"><script type="module" src="/page.js"></script>`;

/**
 * Serves an empty page with the given script (page.ts, say), bundled as a user's bundler would: from
 * the built packages. Scripts that are not to be bundled are served as they are, by name.
 */
export async function servePage(
  script: string,
  asTheyAre: Readonly<Record<string, Uint8Array>> = {},
): Promise<PageServer> {
  const { outputFiles, metafile } = await build({
    entryPoints: { page: script },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: "page",
    chunkNames: "[name]-[hash]",
    write: false,
    metafile: true,
  });
  const fromSource = (input: string): boolean => /packages\/\w[^/]*\/src\//.test(input);
  const sources = Object.keys(metafile.inputs).filter(fromSource);
  if (sources.length > 0) throw new Error(`not the built packages: ${sources.join(", ")}`);
  const scripts = new Map(Object.entries(asTheyAre));
  for (const file of outputFiles) scripts.set(basename(file.path), file.contents);
  const fallbackChunks = Object.entries(metafile.outputs)
    .filter(([, output]) => Object.keys(output.inputs).some((input) => input.includes("@noble/")))
    .map(([path]) => basename(path));

  const served: string[] = [];
  const server = createServer((request, response) => {
    const name = basename(request.url ?? "/");
    const content = scripts.get(name);
    if (content !== undefined) {
      served.push(name);
      response.setHeader("content-type", "text/javascript");
      response.end(content);
      return;
    }
    response.setHeader("content-type", "text/html");
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    served,
    fallbackChunks,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
