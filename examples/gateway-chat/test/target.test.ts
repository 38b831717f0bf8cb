import { AuthError, ConnectionLostError, PairingRequiredError } from "@hawser/gateway-client";
import { describe, expect, it } from "vitest";
import { explain } from "../src/chat/explain.js";
import { targetFrom } from "../src/chat/target.js";

describe("the gateway to talk to", () => {
  it("is the embedded one when nothing is named", () => {
    expect(targetFrom({}, 4)).toEqual({ kind: "embedded", protocol: 4 });
    expect(targetFrom({ OPENCLAW_URL: " ", OPENCLAW_TOKEN: "t" }, 3)).toEqual({
      kind: "embedded",
      protocol: 3,
    });
  });

  it.each([
    ["ws://127.0.0.1:18789", "ws://127.0.0.1:18789"],
    ["127.0.0.1:18789", "ws://127.0.0.1:18789"],
    ["localhost:18789/", "ws://localhost:18789"],
    ["https://gateway.example/openclaw", "wss://gateway.example/openclaw"],
    ["[::1]:18789", "ws://[::1]:18789"],
  ])("%s", (written, url) => {
    const target = targetFrom({ OPENCLAW_URL: written, OPENCLAW_TOKEN: "t" }, 4);
    expect(target).toEqual({ kind: "remote", url, token: "t" });
  });

  it.each(["ftp://gateway", "ws://", "not an address", "ws://host:port"])("not %s", (written) => {
    expect(() => targetFrom({ OPENCLAW_URL: written }, 4)).toThrow(/OPENCLAW_URL is not .*18789/u);
  });
});

describe("what to do about an error", () => {
  it("names the setting that is wrong", () => {
    const wrong = explain(new AuthError("unauthorized", { code: "AUTH_TOKEN_MISMATCH" }));
    expect(wrong.what).toBe("The gateway does not accept this token.");
    expect(wrong.todo.join(" ")).toMatch(/OPENCLAW_TOKEN .*openclaw config file/u);
    const missing = explain(new AuthError("unauthorized", { code: "AUTH_PASSWORD_MISSING" }));
    expect(missing.todo.join(" ")).toContain("OPENCLAW_PASSWORD");
  });

  it("gives the command that lets a device in", () => {
    const error = new PairingRequiredError("pairing required", {
      requestId: "r1",
      approveCommand: "openclaw devices approve r1",
      reason: "metadata-upgrade",
    });
    expect(explain(error)).toEqual({
      what: "The gateway has to let this device in first (metadata-upgrade).",
      todo: ["On the gateway's machine, run:", "  openclaw devices approve r1"],
    });
  });

  it("hands on the hints of the client", () => {
    const hint = "Check that the server runs.";
    const lost = new ConnectionLostError("Could not connect", { hint });
    expect(explain(lost)).toEqual({ what: "Could not connect", todo: [hint] });
    expect(explain("odd")).toEqual({ what: "odd", todo: [] });
  });
});
