import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { checkUrl, type Peer } from "../src/address/index.js";

/** What `pnpm start` of a page has to know. */
export interface StartOptions {
  /** The page's folder. */
  readonly folder: URL;
  readonly peer: Peer;
  /** The environment variable that names the other end. */
  readonly variable: string;
  /** Its variables for the page, `VITE_<prefix>_URL` and `VITE_<prefix>_PORT`. */
  readonly prefix: string;
  /** Starts the other end that comes along, when none is named. */
  readonly embed: (host: string) => Promise<{ readonly port: number; close(): Promise<void> }>;
  /** What is printed. `there` is the host that was named. */
  readonly say: (page: string, there: string | undefined) => string;
}

/** Serves the page while it is developed, with another end of its own unless one is named, until a signal. */
export async function startPage(options: StartOptions): Promise<void> {
  const { folder, peer, variable, prefix, embed, say } = options;
  const host = process.env["HOST"] ?? "127.0.0.1";
  const given = namedUrl(variable, peer);
  const embedded = given === undefined ? await embed(host) : undefined;
  // Vite hands variables of this prefix to the page. A token never is one of them.
  if (given !== undefined) process.env[`VITE_${prefix}_URL`] = given;
  // Whatever name this machine is reached by, the page's own other end is there too.
  if (embedded !== undefined) process.env[`VITE_${prefix}_PORT`] = String(embedded.port);
  const root = fileURLToPath(folder);
  const vite = await createServer({ root, server: { host }, clearScreen: false });
  await vite.listen();
  const page = vite.resolvedUrls?.local[0] ?? vite.resolvedUrls?.network[0] ?? "";
  console.log(
    `\n${say(page, given === undefined ? undefined : new URL(given).host)}\n\n  Ctrl-C ends it.\n`,
  );
  const leave = async (): Promise<void> => {
    await Promise.all([vite.close(), embedded?.close()]);
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave());
}

function namedUrl(variable: string, peer: Peer): string | undefined {
  const typed = process.env[variable] ?? "";
  if (typed === "") return undefined;
  const checked = checkUrl(typed, { protocol: "http:" }, peer);
  if ("url" in checked) return checked.url;
  console.error(`${variable}: ${checked.problem}`);
  process.exit(1);
}
