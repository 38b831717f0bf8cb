import { gzipSync } from "node:zlib";
import { bundleForBrowser } from "./lib/browser-bundle.js";
import { ensureBuilt } from "./lib/build.js";

// What a browser has to load before the first frame, from the built packages: the entry chunk and
// what it imports statically, minified and gzipped. Chunks behind a dynamic import() (the pure-JS
// signature fallback) are not part of it, as they are not in a real page. With --modules it also
// prints what takes the most room.

interface Limit {
  readonly name: string;
  /** The page's script. */
  readonly code: string;
  /** Folder of the package it is to be found from. Default gateway-client. */
  readonly from?: string;
  /** Where it should get to, gzip bytes, 1 kB = 1000 bytes. */
  readonly target: number;
  /** What it must not exceed meanwhile, gzip bytes: raise it only for something worth its weight. */
  readonly limit: number;
}

const limits: readonly Limit[] = [
  {
    name: "@hawser/core, everything",
    code: `export * from "@hawser/core";`,
    target: 6_000,
    limit: 10_800,
  },
  {
    name: "@hawser/gateway-client in a page: device auth and chat, with core",
    code: `
      export { GatewayClient } from "@hawser/gateway-client";
      export { indexedDbDeviceStore } from "@hawser/gateway-client/browser";`,
    target: 10_000,
    limit: 48_500,
  },
  {
    name: "@hawser/ws-channel-protocol/client in a page: chat, with core",
    code: `export { WsChannelClient } from "@hawser/ws-channel-protocol/client";`,
    from: "ws-channel-protocol",
    target: 16_000,
    limit: 17_800,
  },
  {
    name: "@hawser/groupchat-runs-client in a page, with core; convex is a chunk of its own",
    code: `export { GroupChatRunsClient } from "@hawser/groupchat-runs-client";`,
    from: "groupchat-runs-client",
    target: 15_000,
    limit: 19_400,
  },
  {
    name: "@hawser/grupr-client in a page, with core",
    code: `export { GruprClient } from "@hawser/grupr-client";`,
    from: "grupr-client",
    target: 16_000,
    limit: 21_200,
  },
  {
    name: "@hawser/agent-runner in a page, with a source and core, without its client",
    code: `
      export { runAgent } from "@hawser/agent-runner";
      export { groupchatSource } from "@hawser/agent-runner/groupchat";`,
    from: "agent-runner",
    target: 10_000,
    limit: 12_000,
  },
];

await ensureBuilt(() => undefined);
let over = 0;
for (const { name, code, from, target, limit } of limits) {
  const { initial, modulesOf } = await bundleForBrowser(code, { from });
  const size = initial.reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0);
  const verdict = size > limit ? `over by ${size - limit} B` : `${limit - size} B left`;
  if (size > limit) over += 1;
  console.log(
    `${name}: ${kilobytes(size)} of ${kilobytes(limit)} gzip (${verdict}; target ${kilobytes(target)})`,
  );
  if (!process.argv.includes("--modules")) continue;
  const modules = [...modulesOf(initial)].sort(([, a], [, b]) => b - a);
  for (const [module, bytes] of modules.slice(0, 20)) console.log(`  ${bytes} B  ${module}`);
}
if (over > 0) process.exit(1);

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(2)} kB`;
}
