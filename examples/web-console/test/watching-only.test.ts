import type { TestGateway } from "@hawser/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Console } from "../src/console.js";
import { consoleAt, gatewayFor, until } from "./support/console-at.js";

describe.each([3, 4] as const)("a console that may only read, on protocol %i", (protocol) => {
  let gateway: TestGateway;
  let console: Console;

  beforeEach(async () => {
    gateway = await gatewayFor({ protocol, agents: ["main", "ops"] });
    gateway.sessions.open("agent:ops:release");
    console = consoleAt(gateway, { client: { scopes: ["operator.read"] } });
    await console.connect(AbortSignal.timeout(10_000));
  });

  afterEach(async () => {
    await console.close();
    await gateway.close();
  });

  test("sees sessions, agents and how the gateway is", async () => {
    await until(console.sessions.all, ({ length }) => length > 0);
    await until(console.presence.agents, ({ length }) => length === 2);
    await until(console.health.health, ({ status }) => status === "seen");
    expect(console.line.missingScopes).toEqual([]);
  });

  test("is told in words that it may not write", async () => {
    const conversation = console.open("agent:ops:release");
    await until(conversation.state, ({ status }) => status === "ready");
    conversation.send("Hello");
    const turns = await until(conversation.turns, ({ length }) => length === 1);
    const phase = await until(turns[0]!.phase, ({ status }) => status !== "working");
    expect(phase).toMatchObject({
      status: "failed",
      problem: { what: expect.stringContaining("operator.write") },
    });
    await conversation.read();
    expect(conversation.transcript.value).toEqual([]);
  });
});
