import { describe, expect, it } from "vitest";
import { startGateway } from "../src/index.js";
import { HandClock } from "./support/gateway-manual-clock.js";
import { RawClient, textOf } from "./support/gateway-raw-client.js";

const CAPS = ["approvals", "exec-approvals"];

const send = (text: string): object => ({
  sessionKey: "main",
  message: text,
  idempotencyKey: "k1",
});

describe("a command of the agent", () => {
  it("blocks the turn on protocol 4 until somebody decides", async () => {
    await using gateway = await startGateway({ protocol: 4 });
    const client = await RawClient.connect(gateway, { caps: CAPS });
    await client.request("chat.send", send("RUNTOOL:ls /tmp"));
    const asked = await client.frame((frame) => frame.event === "exec.approval.requested");
    expect(client.chats("k1").every((chat) => chat.state === "status")).toBe(true);
    const id = asked.payload?.id;
    const refused = await client.request("exec.approval.resolve", { id, decision: "approve" });
    expect(refused.error?.message).toBe("invalid decision");
    await client.request("exec.approval.resolve", { id, decision: "deny" });
    const final = await client.chat((chat) => chat.state === "final");
    expect(textOf(final)).toMatch(/^tool said: Exec denied .*user-denied\): ls \/tmp$/);
  });

  it("is denied at once on protocol 4 when no client can decide", async () => {
    await using gateway = await startGateway({ protocol: 4 });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", send("RUNTOOL:ls"));
    const final = await client.chat((chat) => chat.state === "final");
    expect(textOf(final)).toContain("approval-unavailable");
    expect(client.named("exec.approval.requested")).toEqual([]);
  });

  it("ends the turn with a notice on protocol 3", async () => {
    await using gateway = await startGateway({ protocol: 3 });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", send("RUNTOOL:ls"));
    const final = await client.chat((chat) => chat.state === "final");
    expect(textOf(final)).toMatch(/^tool said: Approval required \(id [0-9a-f]{8}\)\./);
  });
});

describe.each([3, 4] as const)("requests on protocol %i", (protocol) => {
  it("made by a test are decided like any other", async () => {
    await using gateway = await startGateway({ protocol });
    const client = await RawClient.connect(gateway, { caps: CAPS });
    const approval = gateway.requestApproval({ command: "make", sessionKey: "agent:main:main" });
    const asked = await client.frame((frame) => frame.event === "exec.approval.requested");
    expect(asked.payload).toMatchObject({ id: approval.id, request: { command: "make" } });
    await client.request("exec.approval.resolve", { id: approval.id, decision: "allow-always" });
    expect(await approval.decided).toBe("allow-always");
  });

  it("expire undecided", async () => {
    const clock = new HandClock();
    await using gateway = await startGateway({ protocol, clock });
    await RawClient.connect(gateway, { caps: CAPS });
    const asker = await RawClient.connect(gateway);
    const id = asker.post("exec.approval.request", { id: "a1", command: "ls", timeoutMs: 2000 });
    await gateway.waitFor("request", (request) => request.method === "exec.approval.request");
    clock.advance(2000);
    const answer = await asker.frame((frame) => frame.id === id);
    expect(answer.payload).toMatchObject({ id: "a1", decision: null });
    const late = await asker.request("exec.approval.resolve", { id: "a1", decision: "deny" });
    expect(late.error?.message).toMatch(/^unknown (or expired )?approval id$/);
  });

  it("may be answered in two phases", async () => {
    await using gateway = await startGateway({ protocol });
    const operator = await RawClient.connect(gateway, { caps: CAPS });
    const asker = await RawClient.connect(gateway);
    const id = asker.post("exec.approval.request", { id: "a1", command: "ls", twoPhase: true });
    const accepted = await asker.frame((frame) => frame.id === id);
    expect(accepted.payload).toMatchObject({ status: "accepted", id: "a1" });
    await operator.request("exec.approval.resolve", { id: "a1", decision: "allow-once" });
    const decided = await asker.frame((f) => f.id === id && f.payload?.decision !== undefined);
    expect(decided.payload?.decision).toBe("allow-once");
  });
});
