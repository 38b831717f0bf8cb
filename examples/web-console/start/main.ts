import { startPage } from "@hawser/example-web-parts/start";
import { PEER } from "../src/peer.js";
import { startEmbeddedGateway } from "./embedded-gateway.js";

const protocol = process.env["PROTOCOL"] === "3" ? 3 : 4;

// `pnpm start`: the page, and unless OPENCLAW_GATEWAY_URL names a gateway, one of its own with some life in it.
await startPage({
  folder: new URL("..", import.meta.url),
  peer: PEER,
  variable: "OPENCLAW_GATEWAY_URL",
  prefix: "GATEWAY",
  embed: (host) => startEmbeddedGateway({ host, protocol }),
  say: (page, there) =>
    `  Console       ${page}\n  It watches    ${there ?? `the gateway that comes along, protocol ${protocol}`}`,
});
