import { expect, it } from "vitest";
import { SettingError, settingsFrom } from "../src/agent/settings.js";

const embedded = { kind: "embedded" };

it("embeds what is not named", () => {
  expect(settingsFrom({ OPENCLAW_URL: " " })).toEqual({
    groupchat: embedded,
    gateway: embedded,
    grupr: embedded,
    agentId: "main",
  });
});

it("names the real services", () => {
  expect(
    settingsFrom({
      GROUPCHAT_AGENT_TOKEN: "gca_1",
      OPENCLAW_URL: "wss://gateway.test",
      OPENCLAW_PASSWORD: "p",
      GRUPR_AGENT_TOKEN: "gat_1",
      GRUPR_ID: "g1",
      GRUPR_AGENT_ID: "a1",
      OPENCLAW_AGENT: "ops",
      APPROVERS: "Ada, u2,",
    }),
  ).toEqual({
    groupchat: { kind: "remote", options: { token: "gca_1" } },
    gateway: { kind: "remote", options: { url: "wss://gateway.test", password: "p" } },
    grupr: { kind: "remote", options: { agentToken: "gat_1", agentId: "a1" } },
    gruprId: "g1",
    agentId: "ops",
    approvers: ["Ada", "u2"],
  });
});

it("says which of them cannot be used", () => {
  expect(() => settingsFrom({ OPENCLAW_URL: "localhost:18789" })).toThrow("OPENCLAW_URL must be");
  expect(() => settingsFrom({ GRUPR_ID: "g1" })).toThrow(SettingError);
  expect(() => settingsFrom({ GRUPR_AGENT_TOKEN: "gat_1" })).toThrow("GRUPR_ID");
});
