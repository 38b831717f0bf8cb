import { RequestTable, type Connection } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { rpcFailure } from "../src/connect/failures.js";
import type { GatewaySession } from "../src/gateway-session.js";
import { Requester } from "../src/rpc/requester.js";
import { recordedAnswers } from "./support/memory-port.js";

const busy = { code: "UNAVAILABLE", message: "draining", retryable: true, retryAfterMs: 20_000 };

/** A requester on a line that is always ready and refuses every call as UNAVAILABLE. */
function refusing(clock: ManualClock): { requester: Requester; table: RequestTable } {
  const table = new RequestTable({ clock });
  const { hello } = recordedAnswers("2026.9.6");
  const session: GatewaySession = { hello, caps: [] };
  const connection: Pick<Connection<GatewaySession>, "state" | "connect" | "send"> = {
    state: { status: "ready", session, since: 0 },
    connect: () => Promise.resolve(session),
    send: (text) => {
      const { id, method } = JSON.parse(text) as { id: string; method: string };
      queueMicrotask(() => table.reject(id, rpcFailure(busy, method)));
    },
  };
  const requester = new Requester({
    connection,
    table,
    clock,
    defaultTimeoutMs: 30_000,
    random: () => 0,
    grantedScopes: () => undefined,
  });
  return { requester, table };
}

describe("a call that waits to be sent again", () => {
  it("ends with close(), and leaves no timer", async () => {
    const clock = new ManualClock();
    const { requester, table } = refusing(clock);
    const call = requester.request("status", {}, undefined);
    const failed = expect(call).rejects.toMatchObject({ code: "CLOSED", retryable: false });
    await clock.advance(1_000);
    requester.close();
    await failed;
    table.flush(() => new Error("nothing waits"));
    expect(clock.pending).toBe(0);
  });

  it("ends with its signal, and leaves no listener there", async () => {
    const clock = new ManualClock();
    const { requester, table } = refusing(clock);
    const controller = new AbortController();
    const call = requester.request("status", {}, { signal: controller.signal });
    const failed = expect(call).rejects.toThrow("enough");
    await clock.advance(1_000);
    controller.abort(new Error("enough"));
    await failed;
    table.flush(() => new Error("nothing waits"));
    expect(clock.pending).toBe(0);
  });
});
