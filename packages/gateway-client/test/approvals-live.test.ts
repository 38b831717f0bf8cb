import { describe, expect, it } from "vitest";
import type { ApprovalChange } from "../src/approvals/index.js";
import { clientOf, openGateway } from "./support/gateway-client.js";

describe.each([
  { protocol: 3, dialect: "real" },
  { protocol: 4, dialect: "real" },
  { protocol: 3, dialect: "documented" },
] as const)("approvals of a gateway, protocol $protocol, $dialect", ({ protocol, dialect }) => {
  const open = async () => {
    const gateway = await openGateway({ protocol, dialect });
    const client = clientOf(gateway);
    const approvals = client.approvals;
    await client.connect();
    return { gateway, client, approvals };
  };

  it("come, are decided either way, and are over", async () => {
    const { gateway, approvals } = await open();
    const stop = new AbortController();
    const changes: ApprovalChange[] = [];
    const watching = (async () => {
      for await (const change of approvals.watch({ signal: stop.signal })) {
        changes.push(change);
        const { id, command } = change.approval;
        if (change.type === "requested") {
          await approvals.resolve({ id, decision: command === "ls" ? "approve" : "deny" });
        } else if (changes.length === 4) stop.abort();
      }
    })();
    await approvals.list();
    const one = gateway.requestApproval({ command: "ls", sessionKey: "agent:main:main" });
    expect(await one.decided).toMatch(/^(allow-once|approve)$/);
    const two = gateway.requestApproval({ command: "rm -rf /tmp/build" });
    expect(await two.decided).toBe("deny");
    await watching;
    expect(changes.map(({ type, approval }) => [type, approval.id, approval.status])).toEqual([
      ["requested", one.id, "pending"],
      ["resolved", one.id, "resolved"],
      ["requested", two.id, "pending"],
      ["resolved", two.id, "resolved"],
    ]);
    await expect(approvals.resolve({ id: one.id, decision: "deny" })).rejects.toMatchObject({
      code: "APPROVAL_ALREADY_RESOLVED",
    });
    await expect(approvals.resolve({ id: "nope", decision: "deny" })).rejects.toMatchObject({
      code: "APPROVAL_NOT_FOUND",
    });
  });

  it("are asked for by one client and decided by another", async () => {
    const { gateway, approvals } = await open();
    const asker = clientOf(gateway);
    const decided = asker.approvals.request({ command: "make", timeoutMs: 60_000 });
    for await (const { type, approval } of approvals.watch()) {
      expect([type, approval.command]).toEqual(["requested", "make"]);
      await approvals.resolve({ id: approval.id, decision: "allow-once" });
      break;
    }
    expect(await decided).toMatchObject({ decision: "allow-once" });
  });

  it("run out", async () => {
    const { gateway, approvals } = await open();
    const watching = approvals.watch();
    await approvals.list();
    gateway.requestApproval({ command: "ls", timeoutMs: 60 });
    expect((await watching.next()).value?.type).toBe("requested");
    expect((await watching.next()).value?.type).toBe("expired");
    expect(approvals.pending).toEqual([]);
  });
});

describe("approvals that were pending before", () => {
  it("are listed on connect, once, and those of a gone gateway process are over", async () => {
    const gateway = await openGateway({ protocol: 4 });
    const first = clientOf(gateway);
    await first.approvals.list();
    const { id } = gateway.requestApproval({ command: "ls" });
    const late = clientOf(gateway);
    const watching = late.approvals.watch();
    await late.connect();
    expect((await watching.next()).value).toMatchObject({ type: "requested", approval: { id } });
    expect(await late.approvals.list()).toHaveLength(1);
    await gateway.restart({ graceful: false });
    expect((await watching.next()).value).toMatchObject({ type: "resolved", approval: { id } });
    expect(await late.approvals.list()).toEqual([]);
  });
});
