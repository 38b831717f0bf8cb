import { messageText, RemoteError } from "@hawser/gateway-client";
import { describe, expect, it } from "vitest";
import { rejection, useClients } from "../src/clients.js";
import { follow } from "../src/follow.js";
import type { Stage } from "../src/stage.js";

/** Sessions and what stands in them. */
export function sessionScenarios(stage: () => Stage): void {
  describe("sessions", () => {
    const clients = useClients(stage);

    it("hold what was said, in order", async () => {
      const client = await clients.connect();
      const sessionKey = stage().session("history");
      await follow(client.chat.run({ sessionKey, message: "SAY:one" }));
      await follow(client.chat.run({ sessionKey, message: "SAY:two" }));
      await client.chat.inject({ sessionKey, message: "put in between" });
      const { messages } = await client.chat.history({ sessionKey });
      const spoken = messages.map((message) => `${message.role}: ${messageText(message)}`);
      const order = ["SAY:one", "assistant: one", "SAY:two", "assistant: two", "put in between"];
      const places = order.map((text) => spoken.findIndex((line) => line.includes(text)));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places).not.toContain(-1);
    });

    it("are listed, resolved, labelled, reset and deleted", async () => {
      const client = await clients.connect();
      const sessionKey = stage().session("life");
      await follow(client.chat.run({ sessionKey, message: "SAY:hello" }));
      const listed = await client.sessions.list({ limit: 200 });
      expect(listed.sessions.map((session) => session.key)).toContain(sessionKey);
      expect(await client.sessions.resolve(sessionKey)).toMatchObject({ key: sessionKey });

      const label = `label of ${sessionKey}`;
      await client.sessions.patch({ key: sessionKey, label });
      expect(await client.sessions.resolve({ label })).toMatchObject({ key: sessionKey });

      await client.sessions.reset({ key: sessionKey, reason: "new" });
      const { messages } = await client.chat.history({ sessionKey });
      expect(messages.map(messageText).join()).not.toContain("hello");

      const [deleted] = await client.sessions.delete({ keys: [sessionKey] });
      expect(deleted).toMatchObject({ key: sessionKey });
      const after = await client.sessions.list({ limit: 200 });
      expect(after.sessions.map((session) => session.key)).not.toContain(sessionKey);
    });

    it("keep the main one", async () => {
      const client = await clients.connect();
      await follow(client.chat.run({ sessionKey: "agent:main:main", message: "SAY:here" }));
      const error = await rejection(client.sessions.delete({ key: "agent:main:main" }));
      expect(error).toBeInstanceOf(RemoteError);
      expect(error).toMatchObject({ code: "MAIN_SESSION_PROTECTED" });
    });

    it("are followed by a cache that hears of changes", async () => {
      const [watcher, worker] = [await clients.connect(), await clients.connect()];
      const cache = watcher.sessions.cache();
      await cache.load();
      const sessionKey = stage().session("cached");
      await follow(worker.chat.run({ sessionKey, message: "SAY:new" }));
      await expect
        .poll(() => cache.sessions.map((session) => session.key), { timeout: 20_000 })
        .toContain(sessionKey);
    });
  });
}
