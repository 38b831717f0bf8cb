import { type GatewayOptions, startGateway, type TestGateway } from "@hawser/testkit";
import { onTestFinished } from "vitest";
import {
  GatewayClient,
  type ChatRun,
  type ChatRunEvent,
  type GatewayClientOptions,
} from "../../src/index.js";

/** Reconnects at once: the waiting itself is core's to test. */
const AT_ONCE = { initialMs: 1, firstMaxMs: 1, maxMs: 5 } as const;

/** A gateway that goes away with the test. */
export async function openGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const gateway = await startGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A client that goes away with the test. */
export function clientOf(
  gateway: { readonly url: string; readonly token: string },
  options: Partial<GatewayClientOptions> = {},
): GatewayClient {
  const client = new GatewayClient({
    url: gateway.url,
    token: gateway.token,
    reconnect: AT_ONCE,
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** What a reader shows who appends deltas and starts over at each resync. */
export async function readRun(run: ChatRun): Promise<{ shown: string; events: ChatRunEvent[] }> {
  const events: ChatRunEvent[] = [];
  let shown = "";
  for await (const event of run) {
    events.push(event);
    if (event.type === "text") shown += event.delta;
    if (event.type === "resync") shown = event.text;
  }
  return { shown, events };
}

/** Resolves when the run's text is at least this long. */
export async function textReaches(run: ChatRun, length: number): Promise<void> {
  for await (const event of run) {
    if ((event.type === "text" || event.type === "resync") && event.text.length >= length) return;
  }
}
