/**
 * Writes validators from zod schemas ahead of time, so that no package evaluates code or loads zod at run time.
 *
 *   pnpm generate           writes the files
 *   pnpm generate --check   fails when a file is not what the schemas say
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateTarget } from "./target.js";
import { gatewayClient } from "./targets/gateway-client.js";
import { groupchatRunsClient } from "./targets/groupchat-runs-client.js";
import { gruprClient } from "./targets/grupr-client.js";
import { wsChannelProtocol } from "./targets/ws-channel-protocol.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const check = process.argv.includes("--check");
const stale: string[] = [];

for (const target of [gatewayClient, groupchatRunsClient, gruprClient, wsChannelProtocol]) {
  for (const [path, text] of await generateTarget(target)) {
    const file = join(root, path);
    const current = await readFile(file, "utf8").catch(() => undefined);
    if (current === text) continue;
    stale.push(path);
    if (check) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

if (stale.length > 0)
  console.log(stale.map((path) => `${check ? "stale" : "wrote"} ${path}`).join("\n"));
if (check && stale.length > 0) process.exitCode = 1;
