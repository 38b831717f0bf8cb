import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { checkUrl } from "../src/sign-in/check-url.js";
import { startEmbeddedGateway } from "./embedded-gateway.js";

// `pnpm start`: the page, and unless OPENCLAW_GATEWAY_URL names a gateway, one of its own with some life in it.

const root = fileURLToPath(new URL("..", import.meta.url));
const host = process.env["HOST"] ?? "127.0.0.1";
const protocol = process.env["PROTOCOL"] === "3" ? 3 : 4;
const given = namedGateway(process.env["OPENCLAW_GATEWAY_URL"]);

const embedded = given === undefined ? await startEmbeddedGateway({ host, protocol }) : undefined;

// Vite hands variables of this prefix to the page. A token never is one of them.
if (given !== undefined) process.env["VITE_GATEWAY_URL"] = given;
// Whatever name this machine is reached by, the page's own gateway is there too.
if (embedded !== undefined) process.env["VITE_GATEWAY_PORT"] = String(embedded.port);
const vite = await createServer({ root, server: { host }, clearScreen: false });
await vite.listen();

console.log(`
  Console       ${vite.resolvedUrls?.local[0] ?? vite.resolvedUrls?.network[0]}
  It watches    ${given === undefined ? `the gateway that comes along, protocol ${protocol}` : new URL(given).host}

  Ctrl-C ends it.
`);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave());

function namedGateway(typed = ""): string | undefined {
  if (typed === "") return undefined;
  const checked = checkUrl(typed, { protocol: "http:" });
  if ("url" in checked) return checked.url;
  console.error(`OPENCLAW_GATEWAY_URL: ${checked.problem}`);
  process.exit(1);
}

async function leave(): Promise<void> {
  await Promise.all([vite.close(), embedded?.close()]);
  process.exit(0);
}
