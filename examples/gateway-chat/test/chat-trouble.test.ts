import { startGateway, type TestGateway } from "@hawser/testkit";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { startChat } from "../src/chat/start-chat.js";
import { colorsFor } from "../src/text/colors.js";
import { chatInTerminal, temporaryFolder } from "./support/chat-session.js";
import { keys } from "./support/fake-terminal.js";

const SESSION = "agent:main:talk";

describe.each([3, 4] as const)("trouble, protocol %i", (protocol) => {
  const gateway = { protocol };

  it("a wrong token: says what to set, and ends", async () => {
    const { terminal, exit } = await chatInTerminal({ gateway, token: "not-the-token" });
    expect(await exit).toBe(1);
    const text = await terminal.until("openclaw config file");
    expect(text).toMatch(/^✗ The gateway does not accept this token\.\n {2}Set OPENCLAW_TOKEN/u);
    expect(text).not.toContain("not-the-token");
    expect(terminal.input.raw).toBe(false);
  });

  it("a gateway that is restarted in the middle of a reply", async () => {
    const {
      terminal,
      agent,
      gateway: started,
    } = await chatInTerminal({
      gateway,
      sessionKey: SESSION,
    });
    await terminal.until("talk · connected");
    terminal.enter("go on");
    agent.say("half a sen");
    await terminal.until("half a sen");
    await started.restart({ graceful: false });
    await terminal.until("✓ Connected again after");
    agent.say("half a sentence, whole now");
    agent.done();
    await terminal.until(/whole now\n\n›\n\s+talk · connected/u);
  });

  it("a model that fails", async () => {
    const { terminal, agent } = await chatInTerminal({ gateway, sessionKey: SESSION });
    await terminal.until("talk · connected");
    terminal.enter("go on");
    agent.fail("the model is overloaded");
    await terminal.until("✗ the model is overloaded");
    terminal.enter("again");
    agent.say("Now it works.");
    agent.done();
    await terminal.until("Now it works.");
  });

  it("a connection that never comes: says so, and can be left", async () => {
    const {
      terminal,
      gateway: started,
      exit,
    } = await chatInTerminal({
      gateway,
      sessionKey: SESSION,
      before: (fresh) => void fresh.faults.refuseUpgrade(503),
    });
    await terminal.until("↻ The server answered the WebSocket upgrade with HTTP 503. Next try in");
    await terminal.until(/connecting again in \d+ s/u);
    terminal.type(keys.ctrlC);
    await terminal.until("Ctrl-C again leaves.");
    terminal.type(keys.ctrlC);
    expect(await exit).toBe(0);
    expect(started.clients).toHaveLength(0);
  });
});

/** What the chat prints when these lines are piped into it. */
async function piped(gateway: TestGateway, lines: string): Promise<string> {
  const folder = await temporaryFolder();
  const input = new PassThrough();
  const output = new PassThrough();
  input.end(lines);
  const code = await startChat({
    target: { kind: "remote", url: gateway.url, token: gateway.token },
    devicePath: join(folder, "device.json"),
    input,
    output,
    colors: colorsFor({ isTTY: false }),
  });
  expect(code).toBe(0);
  return String(output.read());
}

describe("a device that is not paired", () => {
  it("is told the command, and waits until it is let in", async () => {
    const { terminal, gateway: started } = await chatInTerminal({
      gateway: { pairing: "required" },
      sessionKey: SESSION,
    });
    const text = await terminal.until(/openclaw devices approve \S/u);
    expect(text).toContain("! The gateway has to let this device in first");
    await terminal.until("waiting to be let in, next try in");
    const id = /approve (?<id>\S+)/u.exec(text)?.groups?.id ?? "";
    expect(started.approvePairing(id)).toBe(true);
    // The client asks again every five seconds.
    await terminal.until("✓ This device was let in.");
    await terminal.until("talk · connected");
  });
});

describe("without a terminal", () => {
  it.each([3, 4] as const)("works what is piped in line by line, protocol %i", async (protocol) => {
    await using gateway = await startGateway({ protocol, chatThrottleMs: 0 });
    const text = await piped(gateway, "Good morning\nRUNTOOL:make clean\no\n/status\nthe last one");
    const order = [
      "› Good morning\n\necho: Good morning\n",
      "? main wants to run this",
      "✓ allow-once: make clean",
      "session     agent:main:main",
      "› the last one\n\necho: the last one\n",
    ].map((part) => text.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order.toSorted((a, b) => a - b)).toEqual(order);
    expect(text.includes("\u001B")).toBe(false);
  });

  it("denies what nobody can answer", async () => {
    await using gateway = await startGateway({ protocol: 4, chatThrottleMs: 0 });
    const text = await piped(gateway, "RUNTOOL:make clean\n");
    expect(text).toContain("✗ deny: make clean");
  });
});
