import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterSessions, parseSessionKey, sessionKind } from "../src/sessions/index.js";
import { sessionsList } from "../src/sessions/session-rows.js";
import { recordedAnswers, versions } from "./support/memory-port.js";

describe("parseSessionKey", () => {
  it.each([
    ["agent:main:main", { kind: "direct", agentId: "main", rest: "main", isMain: true, depth: 0 }],
    ["agent:research:notes", { kind: "direct", agentId: "research", rest: "notes", isMain: false }],
    [
      "agent:main:subagent:researcher",
      { kind: "subagent", agentId: "main", subagentId: "researcher", depth: 1 },
    ],
    [
      "agent:main:subagent:a:subagent:b",
      { kind: "subagent", subagentId: "b", depth: 2, parentKey: "agent:main:subagent:a" },
    ],
    ["agent:main:cron:nightly:run:17", { kind: "cron", agentId: "main", cronJobId: "nightly" }],
    ["cron:nightly", { kind: "cron", cronJobId: "nightly" }],
    [
      "agent:main:telegram:group:-100123",
      { kind: "group", channel: "telegram", peerId: "-100123" },
    ],
    ["agent:main:discord:channel:42", { kind: "group", channel: "discord", peerId: "42" }],
    ["agent:main:telegram:bot1:direct:7", { kind: "direct", channel: "telegram", peerId: "7" }],
    ["agent:main:slack:channel:c1:thread:9.1", { kind: "group", peerId: "c1", threadId: "9.1" }],
    ["main", { kind: "direct", rest: "main", isMain: true }],
    ["global", { kind: "global" }],
    ["agent:main:global", { kind: "global", agentId: "main" }],
    ["my-own-key", { kind: "unknown", rest: "my-own-key" }],
    ["unknown", { kind: "unknown" }],
    ["", { kind: "unknown", rest: "" }],
    ["agent:", { kind: "unknown" }],
    ["agent::main", { kind: "unknown" }],
    ["agent:main:", { kind: "unknown" }],
    ["agent:main:subagent:", { kind: "subagent" }],
  ])("%s", (key, expected) => {
    expect(parseSessionKey(key)).toMatchObject({ key, ...expected });
  });

  it("names no agent where the key names none", () => {
    expect(parseSessionKey("cron:nightly")).not.toHaveProperty("agentId");
    expect(parseSessionKey("agent:main:subagent:")).not.toHaveProperty("subagentId");
    expect(parseSessionKey("agent:main:subagent:x")).not.toHaveProperty("parentKey");
  });

  it("never throws, and keeps the key", () => {
    const part = fc.constantFrom(
      "agent",
      "main",
      "subagent",
      "cron",
      "group",
      "direct",
      "thread",
      "",
      "x",
    );
    const anyKey = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join(":")),
    );
    fc.assert(fc.property(anyKey, (key) => parseSessionKey(key).key === key));
    expect(parseSessionKey(undefined as unknown as string).kind).toBe("unknown");
  });
});

describe("sessionKind", () => {
  it.each([
    [{ key: "agent:main:subagent:x", kind: "direct" }, "subagent"],
    [{ key: "agent:main:cron:j", kind: "direct" }, "cron"],
    [{ key: "agent:main:team", kind: "group" }, "group"],
    [{ key: "agent:main:team", kind: "direct", chatType: "channel" }, "group"],
    [{ key: "nightly", kind: "cron" }, "cron"],
    [{ key: "my-own-key", kind: "direct" }, "direct"],
    [{ key: "my-own-key", kind: "unknown" }, "unknown"],
    [{ key: "global", kind: "global" }, "global"],
    [{ key: "agent:main:chat" }, "direct"],
  ] as const)("%j is %s", (row, kind) => {
    expect(sessionKind(row)).toBe(kind);
  });

  it("takes a bare key", () => {
    expect(sessionKind("agent:a:subagent:b")).toBe("subagent");
  });

  it("keeps what a chat page shows", () => {
    const rows = [
      { key: "agent:main:main", kind: "direct" },
      { key: "agent:main:subagent:x", kind: "direct" },
      { key: "agent:main:telegram:group:1", kind: "group" },
      { key: "agent:other:main", kind: "direct", agentId: "other" },
    ];
    expect(filterSessions(rows, { kinds: "direct" }).map(({ key }) => key)).toEqual([
      "agent:main:main",
      "agent:other:main",
    ]);
    expect(filterSessions(rows, { kinds: ["group", "subagent"], agentId: "main" })).toHaveLength(2);
    expect(filterSessions(rows, {})).toHaveLength(4);
  });

  it.each(versions)("every session %s listed is a direct one", (version) => {
    const { sessions } = sessionsList(recordedAnswers(version)["sessionsList"]?.payload);
    expect(sessions.length).toBeGreaterThan(3);
    expect(new Set(sessions.map((row) => sessionKind(row)))).toEqual(new Set(["direct"]));
  });
});
