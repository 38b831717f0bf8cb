// A process of its own for dispose.test.ts: does what argv[4] names at the gateway, closes, and must then end by itself.
import { GatewayClient } from "../../src/index.js";

const [url = "", token = "", scene = ""] = process.argv.slice(2);
const gateway = new GatewayClient({ url, token });

switch (scene) {
  case "chat": {
    await gateway.connect();
    await gateway.chat.run({ sessionKey: "main", message: "hello" }).result;
    break;
  }
  case "abandoned": {
    await gateway.connect();
    void gateway.chat.run({ sessionKey: "main", message: "SLOW:1000x50 endless" });
    gateway.request("status", {}, { timeoutMs: 600_000 }).catch(() => undefined);
    void gateway.events("tick").next();
    await gateway.approvals.list();
    await gateway.sessions.list();
    gateway.presence.onChange(() => undefined);
    gateway.runs.onChange(() => undefined);
    break;
  }
  case "refused": {
    await gateway.connect().catch((error: Error) => process.stdout.write(`${error.name}\n`));
    break;
  }
  case "unreachable": {
    gateway.connect().catch(() => undefined);
    await new Promise<void>((resolve) => {
      gateway.on("state", ({ status }) => {
        if (status === "waiting") resolve();
      });
    });
    break;
  }
}
await gateway.close();
process.stdout.write("closed\n");
