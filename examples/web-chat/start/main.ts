import { startPage } from "@hawser/example-web-parts/start";
import { PEER } from "../src/peer.js";
import { startEmbeddedServer } from "./embedded-server.js";

// `pnpm start`: the page, and unless WS_CHANNEL_URL names a server, one of its own with an agent.
await startPage({
  folder: new URL("..", import.meta.url),
  peer: PEER,
  variable: "WS_CHANNEL_URL",
  prefix: "WS_CHANNEL",
  embed: (host) => startEmbeddedServer({ port: 0, host }),
  say: (page, there) =>
    `  Chat          ${page}\n  It talks to   ${there ?? "the agent that comes along"}`,
});
