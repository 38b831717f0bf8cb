import { describe, expect, test } from "vitest";
import type { ChannelMessage, WsChannelServerOptions } from "../../src/server/index.js";
import { recordingLogger } from "../support/recording-logger.js";
import { connect, type Frame } from "./support/raw-client.js";
import { startServer } from "./support/start-server.js";

type Options = Partial<WsChannelServerOptions>;

/** What becomes of one message under these options. */
async function sendUnder(
  options: Options,
  senderId: string,
  more: Frame = {},
): Promise<{ end: Frame; seen: ChannelMessage[] }> {
  const seen: ChannelMessage[] = [];
  const { url } = await startServer({
    onMessage: (message) => void seen.push(message),
    ...options,
  });
  const client = await connect(`${url}?senderId=${encodeURIComponent(senderId)}`);
  return { end: await client.ask("hi", { messageId: "m1", ...more }), seen };
}

const NOT_ALLOWED = {
  type: "chat.error",
  messageId: "m1",
  error: "You may not write to this agent",
  code: "forbidden",
};

describe("a direct message", () => {
  test.each<[name: string, options: Options, senderId: string, allowed: boolean]>([
    ["by default", {}, "ann", true],
    ["under open", { dmPolicy: "open" }, "ann", true],
    ["under open, whatever allowFrom says", { dmPolicy: "open", allowFrom: ["bob"] }, "ann", true],
    ["under allowlist, on it", { dmPolicy: "allowlist", allowFrom: ["bob", "ann"] }, "ann", true],
    ["under allowlist, not on it", { dmPolicy: "allowlist", allowFrom: ["bob"] }, "ann", false],
    ["under allowlist without a list", { dmPolicy: "allowlist" }, "ann", false],
    ["under allowlist with *", { dmPolicy: "allowlist", allowFrom: ["*"] }, "ann", true],
    ["under allowlist, as *", { dmPolicy: "allowlist", allowFrom: ["ann"] }, "*", false],
    [
      "under allowlist, in other letters",
      { dmPolicy: "allowlist", allowFrom: ["Ann"] },
      "ann",
      false,
    ],
    ["under allowlist, with a space", { dmPolicy: "allowlist", allowFrom: ["ann"] }, "ann ", false],
  ])("%s", async (_name, options, senderId, allowed) => {
    const { end, seen } = await sendUnder(options, senderId);
    if (allowed) {
      expect(end).toMatchObject({ type: "chat.response", messageId: "m1", done: true });
      expect(seen).toHaveLength(1);
    } else {
      expect(end).toEqual(NOT_ALLOWED);
      expect(seen).toEqual([]);
    }
  });

  test("is judged by who speaks, not by who connected", async () => {
    const { url } = await startServer({ dmPolicy: "allowlist", allowFrom: ["ann"] });
    const client = await connect(`${url}?senderId=bridge`);
    expect(await client.ask("1", { senderId: "ann" })).toMatchObject({ done: true });
    expect(await client.ask("2")).toMatchObject({ code: "forbidden" });
    expect(await client.ask("3", { senderId: "eve" })).toMatchObject({ code: "forbidden" });
  });

  test("is judged by the proven identity, not by a claimed one", async () => {
    const options: Options = { dmPolicy: "allowlist", allowFrom: ["ann"] };
    const { end } = await sendUnder({ ...options, auth: () => ({ userId: "eve" }) }, "ann");
    expect(end).toEqual(NOT_ALLOWED);
    const anonymous = { verify: () => undefined, required: false };
    expect((await sendUnder({ ...options, auth: anonymous }, "ann")).end).toEqual(NOT_ALLOWED);
  });

  test("that is refused may be sent again once the sender is allowed, and leaves nothing", async () => {
    const { url, server, events } = await startServer({ dmPolicy: "allowlist" });
    const client = await connect(`${url}?senderId=ann`);
    await client.ask("hi", { messageId: "m1" });
    expect(server.stats).toMatchObject({ openReplies: 0, keptReplies: 0, sessions: 0 });
    expect(events).toContainEqual({
      type: "message-refused",
      connectionId: expect.any(String),
      code: "forbidden",
    });
    expect(events.map(({ type }) => type)).not.toContain("message");
  });
});

const IN_GROUP: Frame = { chatType: "group", groupId: "dev" };

describe("a group message", () => {
  test.each<[name: string, options: Options, allowed: boolean]>([
    ["under open", { dmPolicy: "open" }, true],
    ["under allowlist, on it", { dmPolicy: "allowlist", allowFrom: ["ann"] }, true],
    ["under allowlist, not on it", { dmPolicy: "allowlist", allowFrom: ["bob"] }, false],
    ["under allowlist with *", { dmPolicy: "allowlist", allowFrom: ["*"] }, true],
    ["under pairing, on the list", { dmPolicy: "pairing", allowFrom: ["ann"] }, true],
    [
      "under pairing, though the hook would allow it",
      { dmPolicy: "pairing", pair: () => true },
      false,
    ],
    ["when there are no groups", { groups: false }, false],
    ["when authorize says yes", { groups: { authorize: () => true } }, true],
    ["when authorize says no", { groups: { authorize: () => false } }, false],
    ["when authorize says yes later", { groups: { authorize: () => Promise.resolve(true) } }, true],
    [
      "when authorize says no later",
      { groups: { authorize: () => Promise.resolve(false) } },
      false,
    ],
    [
      "when authorize throws",
      {
        groups: {
          authorize: () => {
            throw new Error("no database");
          },
        },
      },
      false,
    ],
    [
      "when authorize rejects",
      { groups: { authorize: () => Promise.reject(new Error("no database")) } },
      false,
    ],
    [
      "when authorize says yes to one who is not on the list",
      { dmPolicy: "allowlist", allowFrom: ["bob"], groups: { authorize: () => true } },
      false,
    ],
  ])("%s", async (_name, options, allowed) => {
    const { end, seen } = await sendUnder(options, "ann", IN_GROUP);
    if (allowed) {
      expect(end).toMatchObject({ type: "chat.response", groupId: "dev", done: true });
      expect(seen).toHaveLength(1);
    } else {
      expect(end).toMatchObject({ type: "chat.error", messageId: "m1", code: "forbidden" });
      expect(seen).toEqual([]);
    }
  });

  test("without groups is told so, like a join", async () => {
    const { end } = await sendUnder({ groups: false }, "ann", IN_GROUP);
    expect(end.error).toBe("This server has no groups");
  });

  test("does not open the direct chat, nor the other way round", async () => {
    const { url } = await startServer({ dmPolicy: "pairing", pair: () => true });
    const client = await connect(`${url}?senderId=ann`);
    expect(await client.ask("direct")).toMatchObject({ done: true });
    expect(await client.ask("group", IN_GROUP)).toMatchObject({ code: "forbidden" });
  });
});

test("a policy that nobody can pass is warned of", async () => {
  const { logger, lines } = recordingLogger();
  await startServer({ dmPolicy: "pairing", logger });
  await startServer({ dmPolicy: "allowlist", logger });
  expect(lines.filter(({ level }) => level === "warn").map(({ message }) => message)).toEqual([
    "dmPolicy is pairing and there is no pair hook: only senders on allowFrom get in",
    "dmPolicy is allowlist and allowFrom is empty: nobody gets in",
  ]);
});

test.each<[path: string, options: object]>([
  ["dmPolicy", { dmPolicy: "closed" }],
  ["allowFrom", { dmPolicy: "allowlist", allowFrom: "ann" }],
  ["allowFrom", { dmPolicy: "allowlist", allowFrom: ["ann", 42] }],
  ["pair", { dmPolicy: "pairing", pair: true }],
])("what cannot work is refused at once: %s of %j", async (path, options) => {
  await expect(startServer(options as Options)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    path,
  });
});
