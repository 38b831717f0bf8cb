import { startGrupr, type GruprOptions, type TestGrupr } from "@hawser/testkit";
import { onTestFinished } from "vitest";
import { GruprClient, type Delivery, type GruprClientOptions } from "../../src/index.js";

/** A hub that goes away with the test. */
export async function openHub(options: GruprOptions = {}): Promise<TestGrupr> {
  const hub = await startGrupr(options);
  onTestFinished(() => hub.close());
  return hub;
}

/** A client of it, closed with the test. */
export function clientOf(hub: TestGrupr, options: Partial<GruprClientOptions> = {}): GruprClient {
  const client = new GruprClient({
    agentToken: hub.agentToken,
    baseUrl: hub.baseUrl,
    wake: false,
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** Takes so many deliveries off a stream, without acking any. */
export async function take(
  stream: AsyncIterator<Delivery, undefined>,
  count: number,
): Promise<Delivery[]> {
  const taken: Delivery[] = [];
  while (taken.length < count) {
    const { value, done } = await stream.next();
    if (done === true) throw new Error(`the stream ended after ${taken.length} deliveries`);
    taken.push(value);
  }
  return taken;
}

/** What was said in them. */
export const contents = (deliveries: readonly Delivery[]): string[] =>
  deliveries.map(({ message }) => message.content);
