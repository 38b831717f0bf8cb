import { describe, expect, it } from "vitest";
import { validateEvent, validateParams } from "../src/frames/validate.js";
import { recordedEvents, versions } from "./support/memory-port.js";

const SCENES = [
  "sessions",
  "approval",
  "approvalOfAgent",
  "observed",
  "failed",
  "aborted",
  "agentMethod",
  "health",
];

describe("what real gateways sent", () => {
  it.each(versions)("is valid, every event of it (%s)", (version) => {
    const events = SCENES.flatMap((scene) => recordedEvents(version, scene));
    expect(events.length).toBeGreaterThan(50);
    for (const { event, payload } of events) {
      expect(validateEvent(event, payload), event).toMatchObject({ ok: true });
    }
  });

  it.each([
    ["sessions.changed", { sessionKey: 7 }],
    ["sessions.changed", { session: {} }],
    ["session.message", {}],
    ["exec.approval.requested", { request: {} }],
    ["exec.approval.resolved", { id: "a", decision: 1 }],
    ["presence", { presence: "everybody" }],
  ])("is told from nonsense: %s %j", (event, payload) => {
    expect(validateEvent(event, payload)).toMatchObject({ ok: false });
  });

  it.each([
    ["sessions.changed", { reason: "delete" }],
    ["presence", { agentId: "a", status: "running" }],
    ["presence.update", { anything: true }],
    ["exec.approval.requested", { id: "a", command: "documented" }],
  ])("may be less than that: %s %j", (event, payload) => {
    expect(validateEvent(event, payload)).toMatchObject({ ok: true });
  });
});

describe("what we send", () => {
  it.each([
    ["sessions.list", { limit: 0 }, "limit"],
    ["sessions.patch", { label: "no key" }, "key"],
    ["sessions.patch", { key: "k", sendPolicy: "maybe" }, "sendPolicy"],
    ["sessions.reset", { key: "k", reason: "because" }, "reason"],
    ["exec.approval.request", { id: "no command" }, "command"],
    ["exec.approval-resolve", { id: "a", decision: "yes" }, "decision"],
    ["models.list", { view: "some" }, "view"],
  ])("is refused before it is sent: %s %j", (method, params, path) => {
    expect(() => validateParams(method, params)).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        path: expect.stringContaining(path) as string,
      }) as Error,
    );
  });

  it.each([
    ["sessions.list", { limit: 5, archived: "all", ofTomorrow: 1 }],
    ["sessions.patch", { key: "k", label: null, sendPolicy: "deny" }],
    ["sessions.delete", { keys: ["as documented"] }],
    ["exec.approval.resolve", { id: "a", decision: "approve" }],
  ])("passes: %s %j", (method, params) => {
    expect(() => validateParams(method, params)).not.toThrow();
  });
});
