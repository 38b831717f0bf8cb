import { describe, expect, it } from "vitest";
import type { GatewayClient } from "../src/index.js";
import { clientOf, openGateway } from "./support/gateway-client.js";
import { recordingLogger } from "./support/recording-logger.js";

function next(client: GatewayClient, event: string): Promise<unknown> {
  return new Promise((resolve) => {
    const off = client.on(event, (payload) => {
      off();
      resolve(payload);
    });
  });
}

describe.each([3, 4] as const)("events on protocol %i", (protocol) => {
  it("reach their listeners, known or not, until they unsubscribe", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    const seen: unknown[] = [];
    const off = client.on("weather.changed", (payload) => seen.push(payload));
    const first = next(client, "weather.changed");
    gateway.emit("weather.changed", { sky: "clear" });
    await first;
    off();
    const second = next(client, "weather.changed");
    gateway.emit("weather.changed", { sky: "grey" });
    await second;
    expect(seen).toEqual([{ sky: "clear" }]);
  });

  it("go on after a listener threw", async () => {
    const gateway = await openGateway({ protocol });
    const { logger, lines } = recordingLogger();
    const client = clientOf(gateway, { logger });
    await client.connect();
    client.on("weather.changed", () => {
      throw new Error("bad listener");
    });
    const seen = next(client, "weather.changed");
    gateway.emit("weather.changed", { sky: "clear" });
    await expect(seen).resolves.toEqual({ sky: "clear" });
    expect(lines.some(({ level, message }) => level === "error" && /listener/.test(message))).toBe(
      true,
    );
  });

  it("come as a stream that ends with its signal", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    const controller = new AbortController();
    const stream = client.events("weather.changed", { signal: controller.signal });
    for (let day = 1; day <= 3; day++) gateway.emit("weather.changed", { day });
    const days: unknown[] = [];
    for await (const event of stream) {
      days.push((event as { day: number }).day);
      if (days.length === 3) controller.abort();
    }
    expect(days).toEqual([1, 2, 3]);
  });

  it("streams end with the client", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    const reading = (async () => {
      for await (const _ of client.events("tick"));
      return "ended";
    })();
    await client.close();
    await expect(reading).resolves.toBe("ended");
  });

  it("a slow reader loses the oldest and a resync is announced", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    const stream = client.events("weather.changed", { limit: 2 });
    const overflow = next(client, "resync");
    for (let day = 1; day <= 5; day++) gateway.emit("weather.changed", { day });
    await expect(overflow).resolves.toEqual({ reason: "overflow" });
    gateway.emit("weather.ended", {});
    await next(client, "weather.ended").catch(() => undefined);
    const first = await stream.next();
    expect((first.value as { day: number }).day).toBeGreaterThan(1);
  });

  it("a gap is reported once and followed by a resync; a repeated event is dropped", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    const days: unknown[] = [];
    client.on("weather.changed", (payload) => days.push((payload as { day: number }).day));
    const gaps: unknown[] = [];
    client.on("gap", (gap) => gaps.push(gap));
    const resync = next(client, "resync");
    gateway.emit("weather.changed", { day: 1 });
    gateway.faults.gap(2);
    gateway.emit("weather.changed", { day: 2 });
    gateway.emit("weather.changed", { day: 3 });
    gateway.faults.duplicate(1);
    gateway.emit("weather.changed", { day: 4 });
    await expect(resync).resolves.toEqual({ reason: "gap" });
    expect(days).toEqual([1, 4]);
    expect(gaps).toEqual([expect.objectContaining({ missed: 2 })]);
  });

  it("a reconnect announces a resync", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    const resync = next(client, "resync");
    gateway.faults.drop();
    await expect(resync).resolves.toEqual({ reason: "reconnect" });
  });

  it.each([
    "malformed",
    "binary",
    "unknownType",
    "unknownEvent",
    "unknownResponse",
    "null",
    "array",
    "brokenEnvelope",
  ] as const)("%s frames cost nothing but themselves", async (kind) => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    gateway.faults.garbage(kind);
    const seen = next(client, "weather.changed");
    gateway.emit("weather.changed", { sky: "clear" });
    await expect(seen).resolves.toEqual({ sky: "clear" });
    expect(gateway.connections.length).toBe(1);
  });
});

describe("a link that went silent", () => {
  it("is noticed by the watchdog and replaced", async () => {
    const gateway = await openGateway({ tickIntervalMs: 10 });
    const client = clientOf(gateway, { idleLimitMs: 80 });
    await client.connect();
    gateway.faults.halfOpen();
    await next(client, "resync");
    expect(client.state.status).toBe("ready");
    expect(gateway.connections.length).toBe(2);
  });
});
