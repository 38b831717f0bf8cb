import type { FaultProxy, TestGateway } from "@hawser/testkit";
import type { GatewayClient } from "../../../src/index.js";
import type { Trouble } from "./plan.js";

/** What trouble strikes. */
export interface Exposed {
  readonly gateway: TestGateway;
  readonly lines: readonly { readonly client: GatewayClient; readonly proxy: FaultProxy }[];
}

const DRAIN_MS = 400;

/** Brings the trouble about; resolves when it is over. One restart at a time is the caller's to see to. */
export async function strike({ gateway, lines }: Exposed, trouble: Trouble): Promise<void> {
  const line = lines["on" in trouble ? trouble.on : 0];
  if (line === undefined) return;
  const { client, proxy } = line;
  switch (trouble.kind) {
    case "cut":
      await proxy.drop();
      return;
    case "clean close":
      for (const { id } of gateway.clients) gateway.faults.close(1001, "", { connectionId: id });
      return;
    case "kick":
      return client.retryNow();
    case "cut inside a frame":
      return proxy.dropAfter(trouble.bytes);
    case "delay":
      proxy.delay(Math.min(20, trouble.forMs));
      await pass(trouble.forMs);
      return proxy.delay(0);
    case "stall":
      proxy.stall();
      await pass(trouble.forMs);
      return proxy.resume();
    case "restart": {
      const { graceful, downMs } = trouble;
      return gateway.restart({ graceful, downMs, drainMs: DRAIN_MS });
    }
    case "refused upgrades":
      gateway.faults.refuseUpgrade(503, {}, { times: trouble.times });
      return;
    case "starting up":
      gateway.faults.startupUnavailable(50);
      return;
    case "gap":
      gateway.faults.gap(trouble.events);
      return;
    case "duplicate":
      gateway.faults.duplicate(trouble.events);
      return;
    case "reorder":
      gateway.faults.reorder(trouble.events, { event: "chat" });
      return;
    case "lost answer":
      gateway.faults.loseResponse(trouble.method);
      return;
    case "busy":
      gateway.faults.refuse(trouble.method, {
        code: "UNAVAILABLE",
        message: "too many at once",
        retryable: true,
        retryAfterMs: 20,
      });
      return;
    case "lost end":
      gateway.faults.withholdTerminal(1);
      return;
    default:
      return trouble satisfies never;
  }
}

/** Real time: a storm has to be somewhere in the middle of things. */
export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
