import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { GruprClient } from "../src/index.js";
import { clientOf, openHub } from "./support/hub.js";
import { recordingLogger } from "./support/recording-logger.js";
import { rejection } from "./support/rejection.js";
import { States } from "./support/states.js";

const TOKEN = "gat_s3cr3t-t0ken-0f-ours";
const ROOM = "6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506";

/** Everything somebody may see of values. */
function shown(...values: readonly unknown[]): string {
  return values
    .map((value) => {
      const text = inspect(value, { depth: 20, showHidden: true, getters: true });
      const { message = "", stack = "" } = value instanceof Error ? value : {};
      return `${text}\n${message}\n${stack}\n${JSON.stringify(value) ?? ""}`;
    })
    .join("\n");
}

describe("the token is shown by nobody", () => {
  it.each([401, 403, 404, 422, 500])("when the hub quotes it with %i", async (status) => {
    for (const body of ["errors", "error", "text", "html"] as const) {
      const hub = await openHub({ agentToken: TOKEN });
      const { logger, lines } = recordingLogger();
      hub.faults.rest(status, { times: 9, code: TOKEN, message: `not with ${TOKEN}`, body });
      const client = clientOf(hub, { logger, random: () => 0 });
      const errors = [
        await rejection(client.messages.list(hub.gruprId)),
        await rejection(client.webhooks.delete().then(() => client.webhooks.set({ url: TOKEN }))),
      ];
      expect(shown(errors, ...errors, lines, client)).not.toContain(TOKEN);
    }
  });

  it("when a close reason or an error frame quotes it", async () => {
    const hub = await openHub({ agentToken: TOKEN });
    const { logger, lines } = recordingLogger();
    const states = new States();
    const client = clientOf(hub, {
      logger,
      agentToken: async () => TOKEN,
      ws: { reconnect: { firstMaxMs: 1 }, auth: "header" },
    });
    const stream = client.stream(hub.gruprId, { onState: states.note });
    const next = stream.next();
    await states.until("live");
    hub.emit(hub.gruprId, "error", { message: `odd: ${TOKEN}` });
    const down = states.next("polling");
    hub.faults.close(1011, `gone: ${TOKEN}`);
    await down;
    const refused = states.next("polling");
    await hub.waitFor("subscribe", undefined, { after: 1 });
    hub.faults.close(4401, `refused: ${TOKEN}`);
    const { error } = await refused;
    await client.close();
    await next;
    expect(lines.length).toBeGreaterThan(0);
    expect(shown(lines, states.all, error, client)).not.toContain(TOKEN);
  });

  it("when it stands in the URL of the socket", async () => {
    const hub = await openHub({ agentToken: TOKEN, wsAuth: "query" });
    hub.faults.refuseUpgrade(404);
    const { logger, lines } = recordingLogger();
    const states = new States();
    const client = clientOf(hub, { logger, ws: { auth: "query" } });
    const next = client.stream(hub.gruprId, { onState: states.note }).next();
    await hub.waitFor("fault");
    await expect.poll(() => lines.length).toBeGreaterThan(0);
    await client.close();
    await next;
    expect(shown(lines, states.all)).not.toContain(TOKEN);
  });

  it.each(["gat_s3cr3t\nline", "gat_s3cr3t \u00e9"])("when it cannot be one: %j", (agentToken) => {
    let error: unknown;
    try {
      error = new GruprClient({ agentToken });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(Error);
    expect(shown(error)).not.toContain("s3cr3t");
  });

  it("when fetch itself quotes it", async () => {
    const client = new GruprClient({
      agentToken: TOKEN,
      random: () => 0,
      fetch: () => Promise.reject(new TypeError(`bad header: Bearer ${TOKEN}`)),
    });
    expect(shown(await rejection(client.messages.list(ROOM)))).not.toContain(TOKEN);
  });
});
