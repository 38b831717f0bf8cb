import { RemoteError, ScopeError, ValidationError } from "@hawser/gateway-client";
import { describe, expect, it } from "vitest";
import { rejection, useClients } from "../src/clients.js";
import type { Stage } from "../src/stage.js";

/** Calls: many, refused, too large, unknown. */
export function rpcScenarios(stage: () => Stage): void {
  describe("calls", () => {
    const clients = useClients(stage);

    it("a thousand at once, each with its own answer", async () => {
      const client = await clients.connect();
      const runIds = Array.from({ length: 1000 }, (_, i) => `no-such-run-${i}`);
      const answers = await Promise.all(
        runIds.map((runId) =>
          client.request<{ runId: string }>("agent.wait", { runId, timeoutMs: 1 }),
        ),
      );
      expect(answers.map((answer) => answer.runId)).toEqual(runIds);
    });

    it("without the scope it needs", async () => {
      const client = await clients.connect({ scopes: ["operator.read"] });
      await client.sessions.list({ limit: 1 });
      const send = client.chat.send({ sessionKey: stage().session("scope"), message: "no" });
      const error = await rejection(send);
      expect(error).toBeInstanceOf(ScopeError);
      expect(error).toMatchObject({ missing: ["operator.write"] });
      const run = client.chat.run({ sessionKey: stage().session("scope"), message: "no" });
      expect(await rejection(run.result)).toBeInstanceOf(ScopeError);
    });

    it("larger than the gateway accepts: refused here, and the line stays", async () => {
      const client = await clients.connect();
      const bound = client.hello!.policy.maxPayload;
      const send = client.chat.send({
        sessionKey: stage().session("large"),
        message: "x".repeat(bound + 1),
      });
      const error = await rejection(send);
      expect(error).toBeInstanceOf(ValidationError);
      expect(String(error).length).toBeLessThan(500);
      expect(client.state.status).toBe("ready");
      await client.sessions.list({ limit: 1 });
    });

    it("of a method the gateway does not have", async () => {
      const client = await clients.connect();
      const error = await rejection(client.request("no.such.method", {}));
      expect(error).toBeInstanceOf(RemoteError);
      expect(error).toMatchObject({ remoteCode: "INVALID_REQUEST", method: "no.such.method" });
    });

    it("of the wrong shape, refused before they are sent", async () => {
      const client = await clients.connect();
      const wrong = { sessionKey: 1 } as unknown as { sessionKey: string };
      const error = await rejection(client.chat.history(wrong));
      expect(error).toBeInstanceOf(ValidationError);
      expect(error).toMatchObject({ path: expect.stringMatching(/\bsessionKey$/) });
    });

    it("for models, agents, status and health in one shape", async () => {
      const client = await clients.connect();
      const { models } = await client.models.list();
      expect(models.map((model) => model.id)).toContain("echo-1");
      const { agents } = await client.agents.list();
      expect(agents.map((agent) => agent.id)).toContain("main");
      expect(await client.status()).toBeTypeOf("object");
      expect(await client.health()).toMatchObject({ ok: true });
    });

    it("cut off by close() in good order", async () => {
      const client = await clients.connect();
      const calls = Array.from({ length: 10 }, () => rejection(client.request("status", {})));
      await client.close();
      for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: "CLOSED" });
      await client.close();
    });
  });
}
