import { startLlm } from "@hawser/testkit";
import { GatewayClient } from "@hawser/gateway-client";
import { RealGateway } from "./src/real-gateway.js";
const version = (process.argv[2] ?? "2026.3.2") as never;
const llm = await startLlm();
const real = await RealGateway.start({ version, llmUrl: llm.url });
const log = (...a: unknown[]) => console.log(new Date().toISOString().slice(17, 23), ...a);
try {
  const g = new GatewayClient({
    url: real.url,
    token: real.token,
    logger: { debug() {}, info() {}, warn: (m: string) => log("WARN", m), error: log },
  });
  g.on("state", (s) => log("state", s.status));
  const hello = await g.connect();
  log("hello", hello.protocol, hello.server, g.scopes);
  const one = async (key: string, message: string) => {
    const run = g.chat.run({ sessionKey: key, message });
    for await (const e of run) log(message.slice(0, 14), JSON.stringify(e).slice(0, 200));
    log(message.slice(0, 14), "RESULT", JSON.stringify(await run.result).slice(0, 300));
  };
  await one("main", "hello one two three");
  log("--- busy");
  const a = one("agent:main:busy", "SLOW:20x100 first");
  await new Promise((r) => setTimeout(r, 900));
  const b = one("agent:main:busy", "second message");
  const c = one("agent:main:busy", "third message");
  await Promise.all([a, b, c]);
  log(
    "--- history",
    JSON.stringify(
      (await g.chat.history({ sessionKey: "agent:main:busy" })).messages.map((m) => [
        m.role,
        m.idempotencyKey?.slice(0, 8),
        JSON.stringify(m.content).slice(0, 60),
        (m as any).__openclaw?.runId?.slice(0, 8),
      ]),
    ),
  );
  log("--- drop");
  const d = one("agent:main:drop", "SLOW:20x100 dropping");
  await new Promise((r) => setTimeout(r, 1500));
  (g as any).state;
  await d;
  log("--- abort");
  const run = g.chat.run({ sessionKey: "agent:main:ab", message: "SLOW:30x100 abort" });
  for await (const e of run) {
    if (e.type === "text" && e.text.includes("w3")) await run.abort();
  }
  log(await run.result);
  log("--- kill");
  const k = one("agent:main:kill", "SLOW:30x100 kill");
  await new Promise((r) => setTimeout(r, 1500));
  await real.kill();
  log("killed");
  await real.start();
  log("started");
  await k;
  log(
    JSON.stringify(
      (await g.chat.history({ sessionKey: "agent:main:kill" })).messages.map((m) => [
        m.role,
        m.idempotencyKey?.slice(0, 8),
        JSON.stringify(m.content).slice(0, 60),
      ]),
    ),
  );
  await g.close();
} finally {
  await real.stop();
  await llm.close();
}
