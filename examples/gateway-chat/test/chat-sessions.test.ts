import { GatewayClient } from "@hawser/gateway-client";
import { describe, expect, it } from "vitest";
import { chatInTerminal, remember } from "./support/chat-session.js";

const TALK = "agent:main:talk";
const OTHER = "agent:main:other";

describe.each([3, 4] as const)("several sessions, protocol %i", (protocol) => {
  const gateway = { protocol };

  it("keeps the reply to one session out of another, and takes it up again", async () => {
    const { terminal, agent } = await chatInTerminal({
      gateway,
      sessionKey: TALK,
      before: (started) => remember(started, OTHER, "Who is there?", "Nobody."),
    });
    await terminal.until("talk · connected");
    terminal.enter("a long story");
    agent.say("It began ");
    await terminal.until("It began");
    terminal.enter("/sessions other");
    await terminal.until(/── other ─+\n\n› Who is there\?\n\nNobody\.\n\n›\n\s+other · connected/u);
    agent.say("in the rain ");
    terminal.enter("/new talk");
    const resumed =
      /── talk ─+\n\n› a long story\n\nIt began in the rain\n\n›\n.*talk · connected/u;
    await terminal.until(resumed);
    agent.say("and ended well.");
    agent.done();
    await terminal.until(/\nIt began in the rain and ended well\.\n\n›\n\s+talk · connected/u);
    expect(terminal.text.match(/in the rain/gu)).toHaveLength(1);
  });

  it("tells that a reply in another session is done", async () => {
    const { terminal, agent } = await chatInTerminal({ gateway, sessionKey: TALK });
    await terminal.until("talk · connected");
    terminal.enter("a long story");
    agent.say("It began ");
    await terminal.until("It began");
    terminal.enter("/new elsewhere");
    await terminal.until("elsewhere · connected");
    agent.say("and ended.");
    agent.done();
    await terminal.until('✓ In talk, "a long story" is done.');
    expect(terminal.text).not.toContain("and ended.");
  });

  it("says from which session an approval comes", async () => {
    const {
      terminal,
      agent,
      gateway: started,
    } = await chatInTerminal({
      gateway,
      sessionKey: TALK,
    });
    await terminal.until("talk · connected");
    const asked = started.requestApproval({ command: "date", agentId: "main", sessionKey: OTHER });
    await terminal.until("? main wants to run this (in other):");
    terminal.enter("always");
    expect(await asked.decided).toBe("allow-always");
    await terminal.until("✓ allow-always: date");
    expect(agent.heard).toEqual([]);
  });
});

describe("a reply to somebody else's message", () => {
  it("is announced when the session is opened, and shown when it is done", async () => {
    const { terminal, agent, gateway } = await chatInTerminal({ sessionKey: TALK });
    await terminal.until("talk · connected");
    await using other = new GatewayClient({ url: gateway.url, token: gateway.token });
    await other.connect();
    const run = other.chat.run({ sessionKey: OTHER, message: "From another place" });
    agent.say("Half of it ");
    for await (const event of run) if (event.type === "text") break;
    terminal.enter("/new other");
    await terminal.until("⠿ a reply is being written: Half of it");
    agent.say("and the rest.");
    agent.done();
    await terminal.until(
      /abort stops it\.\n\nHalf of it and the rest\.\n\n›\n\s+other · connected/u,
    );
  });
});

it("chooses a model", async () => {
  const { terminal, gateway } = await chatInTerminal({ sessionKey: TALK });
  remember(gateway, TALK, "Hello", "Hello.");
  await terminal.until("talk · connected");
  terminal.enter("/model fake-2");
  await terminal.until("talk now uses fake/fake-2.");
  terminal.enter("/model");
  await terminal.until("Which model? Now: fake/fake-2");
  await terminal.until("● fake/fake-2");
  terminal.type("\r");
  await terminal.until(/fake-2\.\n(?:.|\n)*talk now uses fake\/fake-2\.\n/u);
  terminal.enter("/model nonsense");
  await terminal.until('There is no model "nonsense". /model lists them.');
});
