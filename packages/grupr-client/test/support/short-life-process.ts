import { setTimeout as delay } from "node:timers/promises";
import { GruprClient } from "@hawser/grupr-client";

// A process that uses a client for a moment, closes it, and must end by itself then.

const [baseUrl = "", agentToken = "", gruprId = "", scene] = process.argv.slice(2);
const client = new GruprClient({ agentToken, baseUrl });
let refused = (): void => undefined;
const ended = new Promise<void>((resolve) => (refused = resolve));
const next = client
  .stream(gruprId, {
    onState: () => refused(),
  })
  .next()
  .catch((error: Error) => {
    process.stdout.write(`${error.name}\n`);
    refused();
  });
await (scene === "stalled" ? delay(200) : ended);
await client.close();
await next;
process.stdout.write("closed\n");
