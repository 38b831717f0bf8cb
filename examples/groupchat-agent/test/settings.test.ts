import { describe, expect, it } from "vitest";
import { SettingError, settingsFrom } from "../src/agent/settings.js";

describe("the settings", () => {
  it("embed what is not named", () => {
    expect(settingsFrom({ OPENCLAW_URL: " " })).toEqual({
      groupchat: { kind: "embedded" },
      gateway: { kind: "embedded" },
      agentId: "main",
    });
  });

  it("name the real services", () => {
    const settings = settingsFrom({
      GROUPCHAT_AGENT_TOKEN: "gca_1",
      GROUPCHAT_API_URL: "https://groupchat.test/api",
      GROUPCHAT_CONVEX_URL: "https://x.convex.cloud",
      OPENCLAW_URL: "wss://gateway.test",
      OPENCLAW_TOKEN: "t",
      OPENCLAW_AGENT: "ops",
    });
    expect(settings).toEqual({
      groupchat: {
        kind: "remote",
        token: "gca_1",
        apiUrl: "https://groupchat.test/api",
        convexUrl: "https://x.convex.cloud",
      },
      gateway: { kind: "remote", url: "wss://gateway.test", token: "t" },
      agentId: "ops",
    });
    const { gateway } = settingsFrom({ OPENCLAW_URL: "ws://h:1", OPENCLAW_PASSWORD: "p" });
    expect(gateway).toEqual({ kind: "remote", url: "ws://h:1", password: "p" });
  });

  it("say which of them cannot be used", () => {
    expect(() => settingsFrom({ OPENCLAW_URL: "localhost:18789" })).toThrow(SettingError);
    expect(() => settingsFrom({ OPENCLAW_URL: "localhost:18789" })).toThrow("OPENCLAW_URL");
    const lost = { GROUPCHAT_API_URL: "https://groupchat.test" };
    expect(() => settingsFrom(lost)).toThrow("GROUPCHAT_AGENT_TOKEN is not set");
  });
});
