import { basename, join } from "node:path";
import { build, type BuildOptions, type Metafile, type OutputFile } from "esbuild";
import { root } from "./packages.js";

export interface BrowserBundle {
  /** Every chunk. */
  readonly chunks: readonly OutputFile[];
  /** What a page loads at once: the entry chunk and those it imports statically. */
  readonly initial: readonly OutputFile[];
  /** Paths of the modules in the chunks of the given list, with the bytes that each takes there. */
  readonly modulesOf: (chunks: readonly OutputFile[]) => ReadonlyMap<string, number>;
}

/** Bundles a page's script as a user's bundler would: from the built packages, minified and split. `from`: the package that imports. */
export async function bundleForBrowser(
  code: string,
  { from = "gateway-client", ...options }: BuildOptions & { from?: string | undefined } = {},
): Promise<BrowserBundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: join(root, "packages", from, "test") },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: "bundle",
    legalComments: "none",
    logLevel: "silent",
    ...options,
    write: false,
    metafile: true,
  });
  const initialNames = initialChunks(metafile);
  return {
    chunks: outputFiles,
    initial: outputFiles.filter((file) => initialNames.has(basename(file.path))),
    modulesOf: (chunks) => {
      const names = new Set(chunks.map((chunk) => basename(chunk.path)));
      const modules = new Map<string, number>();
      for (const [path, output] of Object.entries(metafile.outputs)) {
        if (!names.has(basename(path))) continue;
        for (const [module, { bytesInOutput }] of Object.entries(output.inputs)) {
          modules.set(module, (modules.get(module) ?? 0) + bytesInOutput);
        }
      }
      return modules;
    },
  };
}

/** File names of the entry chunk and of every chunk that it reaches through static imports. */
function initialChunks(metafile: Metafile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (chunk: string): void => {
    if (names.has(basename(chunk))) return;
    names.add(basename(chunk));
    for (const { path, kind } of metafile.outputs[chunk]?.imports ?? []) {
      if (kind === "import-statement") visit(path);
    }
  };
  // Chunks behind import() have an entry point too; the page's own script is the only stdin.
  for (const [chunk, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint === "<stdin>") visit(chunk);
  }
  if (names.size === 0) throw new Error("the bundle has no entry chunk");
  return names;
}
