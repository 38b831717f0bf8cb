import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { checkUrl } from "../src/sign-in/check-url.js";
import { startEmbeddedServer } from "./embedded-server.js";

// `pnpm start`: the page, and unless WS_CHANNEL_URL names a server, one of its own with an agent.

const root = fileURLToPath(new URL("..", import.meta.url));
const host = process.env["HOST"] ?? "127.0.0.1";
const given = namedServer(process.env["WS_CHANNEL_URL"]);

const embedded = given === undefined ? await startEmbeddedServer({ port: 0, host }) : undefined;

// Vite hands variables of this prefix to the page. A token never is one of them.
if (given !== undefined) process.env["VITE_WS_CHANNEL_URL"] = given;
// Whatever name this machine is reached by, the page's own server is there too.
if (embedded !== undefined) process.env["VITE_WS_CHANNEL_PORT"] = String(embedded.port);
const vite = await createServer({ root, server: { host }, clearScreen: false });
await vite.listen();

console.log(`
  Chat          ${vite.resolvedUrls?.local[0] ?? vite.resolvedUrls?.network[0]}
  It talks to   ${given === undefined ? "the agent that comes along" : new URL(given).host}

  Ctrl-C ends it.
`);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave());

function namedServer(typed = ""): string | undefined {
  if (typed === "") return undefined;
  const checked = checkUrl(typed, { protocol: "http:" });
  if ("url" in checked) return checked.url;
  console.error(`WS_CHANNEL_URL: ${checked.problem}`);
  process.exit(1);
}

async function leave(): Promise<void> {
  await Promise.all([vite.close(), embedded?.close()]);
  process.exit(0);
}
