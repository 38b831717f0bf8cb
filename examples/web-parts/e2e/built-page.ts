import { fileURLToPath } from "node:url";
import { build, preview } from "vite";

/** A built page, served. */
export interface BuiltPage {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the page in a folder as for production, from the built packages, and serves it on a free port. */
export async function serveBuiltPageOf(folder: URL): Promise<BuiltPage> {
  const root = fileURLToPath(folder);
  const outDir = `${root}node_modules/.cache/page`;
  const common = { root, configFile: `${root}vite.config.ts`, logLevel: "warn" } as const;
  await build({ ...common, build: { outDir, emptyOutDir: true } });
  const server = await preview({
    ...common,
    build: { outDir },
    preview: { port: 0, host: "127.0.0.1" },
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("the page has no port");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}
