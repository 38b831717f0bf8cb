import type { GatewayClient } from "@hawser/gateway-client";
import { faultProxy } from "@hawser/testkit";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rejection, useClients, type StageClientOptions } from "../src/clients.js";
import { follow } from "../src/follow.js";
import type { Stage } from "../src/stage.js";

/** Commands an agent wants to run and a person decides on. */
export function approvalScenarios(stage: () => Stage): void {
  describe("approvals", () => {
    const clients = useClients(stage);
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "hawser-e2e-approvals-"));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    /** A client that is known to the gateway as one that decides. */
    async function decider(options: StageClientOptions = {}): Promise<GatewayClient> {
      const client = clients.make(options);
      void client.approvals;
      await client.connect();
      return client;
    }

    function touch(name: string): { file: string; message: string } {
      const file = join(folder, name);
      const args = JSON.stringify({ command: `touch ${file}` });
      return { file, message: `TOOL:exec ${args}` };
    }

    it("allowed once: the command runs", async () => {
      const client = await decider();
      const { file, message } = touch("allowed");
      const watching = client.approvals.watch();
      const run = follow(client.chat.run({ sessionKey: stage().session("allow"), message }));
      const { value: requested } = await watching.next();
      expect(requested).toMatchObject({ type: "requested" });
      const { id } = requested!.approval;
      expect(requested!.approval).toMatchObject({ command: `touch ${file}`, status: "pending" });
      expect(client.approvals.pending.map((approval) => approval.id)).toContain(id);
      expect(existsSync(file)).toBe(false);
      const resolved = await client.approvals.resolve({ id, decision: "approve" });
      expect(resolved).toEqual({ id, decision: "allow-once" });
      const { value: change } = await watching.next();
      expect(change).toMatchObject({ type: "resolved", approval: { id, decision: "allow-once" } });
      await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
      expect((await run).result.status).toBe("final");
      expect(client.approvals.pending.map((approval) => approval.id)).not.toContain(id);
      const again = await rejection(client.approvals.resolve({ id, decision: "deny" }));
      expect(again).toMatchObject({ code: "APPROVAL_ALREADY_RESOLVED" });
      await watching.return?.();
    });

    it("denied: it does not", async () => {
      const client = await decider();
      const { file, message } = touch("denied");
      const watching = client.approvals.watch();
      const run = follow(client.chat.run({ sessionKey: stage().session("deny"), message }));
      const { value: requested } = await watching.next();
      const { id } = requested!.approval;
      await client.approvals.resolve({ id, decision: "deny" });
      const { value: change } = await watching.next();
      expect(change).toMatchObject({ type: "resolved", approval: { id, decision: "deny" } });
      expect((await run).result.status).toBe("final");
      expect(existsSync(file)).toBe(false);
      await watching.return?.();
    });

    it("asked for by one client and decided by another", async () => {
      const [asker, boss] = [await decider(), await decider()];
      const watching = boss.approvals.watch();
      const answer = asker.approvals.request({ command: "rm -rf /nowhere", timeoutMs: 20_000 });
      const { value: requested } = await watching.next();
      const { id, command } = requested!.approval;
      expect(command).toBe("rm -rf /nowhere");
      await boss.approvals.resolve({ id, decision: "deny" });
      expect(await answer).toMatchObject({ id, decision: "deny" });
      await watching.return?.();
    });

    it("asked for while the one who decides was cut off", async () => {
      const { gateway, protocol } = stage();
      const proxy = await faultProxy({ target: gateway.url });
      const worker = await decider();
      const boss = await decider({ url: proxy.url });
      const watching = boss.approvals.watch();
      await proxy.refuse(true);
      await proxy.drop();
      const { file, message } = touch("missed");
      const asked = worker.approvals.watch();
      const run = follow(worker.chat.run({ sessionKey: stage().session("missed"), message }));
      const { value: heard } = await asked.next();
      const { id } = heard!.approval;
      await proxy.refuse(false);
      if (protocol === 4) {
        const { value: requested } = await watching.next();
        expect(requested).toMatchObject({ type: "requested", approval: { id } });
        await boss.approvals.resolve({ id, decision: "deny" });
      } else {
        // Protocol 3 has no list of what is pending: who was away cannot learn of it.
        await boss.sessions.list({ limit: 1 });
        expect(await boss.approvals.list()).toEqual([]);
        await worker.approvals.resolve({ id, decision: "deny" });
      }
      expect((await run).result.status).toBe("final");
      expect(existsSync(file)).toBe(false);
      await proxy.close();
    });

    it("unknown to the gateway", async () => {
      const client = await decider();
      const resolve = client.approvals.resolve({ id: "no-such-approval", decision: "deny" });
      expect(await rejection(resolve)).toMatchObject({ code: "APPROVAL_NOT_FOUND" });
    });
  });
}
