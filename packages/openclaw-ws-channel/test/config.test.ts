import { ValidationError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config/read-config.js";
import { warningsOf } from "../src/account/warnings.js";
import { accountOf } from "../src/account/account.js";

const read = (websocket: object) => readConfig({ channels: { websocket } });

describe("the configuration", () => {
  it("has upstream's defaults", () => {
    const { config, unknown } = read({});
    expect(config).toMatchObject({
      enabled: true,
      port: 18_800,
      host: "0.0.0.0",
      path: "/ws",
      auth: {},
      dmPolicy: "open",
      allowFrom: [],
      dynamicAgentCreation: { enabled: false },
    });
    expect(unknown).toEqual([]);
  });

  it("takes every option of upstream's table, and ours", () => {
    const section = {
      enabled: false,
      port: 1,
      host: "::1",
      path: "/chat",
      auth: { enabled: true, endpoint: "https://auth.test/v", timeout: 1, required: false },
      dynamicAgentCreation: {
        enabled: true,
        workspaceTemplate: "~/w-{agentId}",
        agentDirTemplate: "/a/{userId}",
        maxAgents: 3,
      },
      dmPolicy: "pairing",
      allowFrom: ["a", "7"],
      dmScope: "per-peer",
      groups: false,
      allowedOrigins: ["https://a.test"],
      maxPayload: 2048,
      heartbeatMs: 0,
      rateLimit: { connection: { perSecond: 0.5, burst: 2 }, sender: false, closeAfter: 9 },
      maxConnections: 5,
      maxBufferedBytes: 4096,
      drainMs: 0,
      resumeTtlMs: 0,
      whenGone: "stop",
      media: { roots: ["/srv"], maxBytes: 10 },
    };
    expect(read(section)).toEqual({ config: section, unknown: [] });
    expect(read({ rateLimit: false }).config.rateLimit).toBe(false);
  });

  it("takes numbers and single texts as lists of ids, and null as not set", () => {
    expect(read({ allowFrom: [42, " ann "] }).config.allowFrom).toEqual(["42", "ann"]);
    expect(read({ allowFrom: "ann" }).config.allowFrom).toEqual(["ann"]);
    expect(read({ allowFrom: null, port: null }).config).toMatchObject({ port: 18_800 });
  });

  it("takes an allowFrom with names for an allowlist, unless it says otherwise", () => {
    expect(read({ allowFrom: ["ann"] }).config.dmPolicy).toBe("allowlist");
    expect(read({ allowFrom: ["ann", "*"] }).config.dmPolicy).toBe("open");
    expect(read({ allowFrom: ["ann"], dmPolicy: "open" }).config.dmPolicy).toBe("open");
  });

  it.each([
    ["port", { port: "18800" }],
    ["port", { port: 70_000 }],
    ["path", { path: "ws" }],
    ["auth", { auth: true }],
    ["auth.enabled", { auth: { enabled: "yes" } }],
    ["auth.endpoint", { auth: { endpoint: "localhost:3000" } }],
    ["auth.timeout", { auth: { timeout: 0 } }],
    ["dmPolicy", { dmPolicy: "everyone" }],
    ["dmScope", { dmScope: "mine" }],
    ["allowFrom[1]", { allowFrom: ["a", {}] }],
    ["dynamicAgentCreation.maxAgents", { dynamicAgentCreation: { maxAgents: -1 } }],
    [
      "dynamicAgentCreation.workspaceTemplate",
      { dynamicAgentCreation: { workspaceTemplate: "/one-for-all" } },
    ],
    ["rateLimit.sender.burst", { rateLimit: { sender: { burst: 0 } } }],
    ["rateLimit.closeAfter", { rateLimit: { closeAfter: 0 } }],
    ["media.roots[0]", { media: { roots: [""] } }],
  ])("names %s when it is wrong", (path, section) => {
    expect(() => read(section)).toThrow(ValidationError);
    expect(() => read(section)).toThrow(`channels.websocket.${path} must be`);
  });

  it("names what it does not know, also in sections", () => {
    const { unknown } = read({ prot: 1, auth: { url: "x" }, media: {} });
    expect(unknown).toEqual(["channels.websocket.prot", "channels.websocket.auth.url"]);
  });

  it("warns of an open door, and of a closed one", () => {
    const warnings = (websocket: object) => warningsOf(accountOf({ channels: { websocket } }));
    expect(warnings({})).toEqual([]);
    expect(warnings({ auth: { enabled: false } })[0]).toContain("nobody has to prove");
    expect(warnings({ auth: { enabled: false }, host: "127.0.0.1" })).toEqual([]);
    expect(warnings({ dmPolicy: "allowlist" })[0]).toContain("nobody can talk");
  });

  it("opens nothing without a section", () => {
    expect(accountOf({}).state).toBe("absent");
  });
});
