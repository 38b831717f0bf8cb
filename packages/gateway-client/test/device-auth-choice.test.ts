import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterAcceptance,
  afterRefusal,
  type AuthCredentials,
  type AuthMemory,
  type AuthRefusal,
  chooseAuth,
  freshAuth,
  issuedDeviceToken,
} from "../src/device/index.js";

interface RecordedAnswer {
  gateway: string;
  scenario: string;
  response: { ok: boolean; auth?: { deviceToken?: string }; error?: { details?: AuthRefusal } };
}
const recorded = JSON.parse(
  readFileSync(new URL("./fixtures/device-connects.json", import.meta.url), "utf8"),
) as RecordedAnswer[];
const gateways = ["2026.3.2", "2026.4.26", "2026.9.6"];

function refusalOf(gateway: string, scenario: string): AuthRefusal {
  const found = recorded.find((r) => r.gateway === gateway && r.scenario === scenario);
  if (found?.response.error?.details === undefined) throw new Error(`no ${scenario}`);
  return found.response.error.details;
}

const stale: AuthRefusal = { code: "AUTH_DEVICE_TOKEN_MISMATCH", canRetryWithDeviceToken: false };
const mismatch: AuthRefusal = { code: "AUTH_TOKEN_MISMATCH" };

describe("what a connect sends", () => {
  it.each<[string, AuthCredentials, ReturnType<typeof chooseAuth>]>([
    [
      "the caller's token",
      { token: "T", deviceToken: "D" },
      { use: "explicit", auth: { token: "T" }, signToken: "T" },
    ],
    [
      "the caller's password, which is not signed",
      { password: "P", deviceToken: "D" },
      { use: "explicit", auth: { password: "P" }, signToken: "" },
    ],
    [
      "both, and the token signed",
      { token: "T", password: "P" },
      { use: "explicit", auth: { token: "T", password: "P" }, signToken: "T" },
    ],
    [
      "the stored device token when the caller gives nothing",
      { deviceToken: "D" },
      { use: "stored", auth: { deviceToken: "D" }, signToken: "D" },
    ],
    ["nothing", {}, { use: "none", signToken: "" }],
    ["nothing for blanks", { token: " ", password: "" }, { use: "none", signToken: "" }],
  ])("%s", (_, credentials, choice) => {
    expect(chooseAuth(credentials, freshAuth)).toEqual(choice);
  });
});

describe.each(gateways)("refusals as %s words them", (gateway) => {
  it("a stale device token alone is cleared, and that is the end", () => {
    for (const scenario of ["connect-devicetoken-wrong", "pair-4-revoked"]) {
      if (gateway === "2026.4.26" && scenario === "pair-4-revoked") continue; // not recorded there
      const credentials = { deviceToken: "D" };
      const choice = chooseAuth(credentials, freshAuth);
      expect(afterRefusal(credentials, freshAuth, choice, refusalOf(gateway, scenario))).toEqual({
        clearStored: true,
        retry: false,
        memory: freshAuth,
        hint: expect.stringContaining("removed from the device store") as string,
      });
    }
  });

  it("a wrong token gives the stored device token one try", () => {
    const credentials = { token: "wrong", deviceToken: "D" };
    const refusal = refusalOf(gateway, "connect-wrong-token-device");
    const first = chooseAuth(credentials, freshAuth);
    const step = afterRefusal(credentials, freshAuth, first, refusal);
    expect(step).toMatchObject({ clearStored: false, retry: true, memory: { status: "retry" } });
    const second = chooseAuth(credentials, step.memory);
    expect(second).toEqual({ use: "stored", auth: { deviceToken: "D" }, signToken: "D" });
    const stop = refusalOf(gateway, "connect-devicetoken-wrong");
    expect(afterRefusal(credentials, step.memory, second, stop)).toMatchObject({
      clearStored: true,
      retry: false,
      memory: freshAuth,
    });
  });
});

describe("after a refusal", () => {
  it("nothing is tried again without a device token", () => {
    const credentials = { token: "wrong" };
    const choice = chooseAuth(credentials, freshAuth);
    expect(afterRefusal(credentials, freshAuth, choice, mismatch)).toEqual({
      clearStored: false,
      retry: false,
      memory: freshAuth,
    });
  });

  it("the gateway's word on whether a device token can help counts most", () => {
    const credentials = { token: "wrong", deviceToken: "D" };
    const choice = chooseAuth(credentials, freshAuth);
    const retries = (refusal: AuthRefusal): boolean =>
      afterRefusal(credentials, freshAuth, choice, refusal).retry;
    expect(retries({ code: "AUTH_TOKEN_MISMATCH", canRetryWithDeviceToken: false })).toBe(false);
    expect(retries({ code: "AUTH_X", canRetryWithDeviceToken: true })).toBe(true);
    expect(retries({ recommendedNextStep: "retry_with_device_token" })).toBe(true);
    expect(retries({ code: "AUTH_PASSWORD_MISMATCH" })).toBe(true);
    for (const code of ["AUTH_RATE_LIMITED", "PAIRING_REQUIRED", "DEVICE_AUTH_NONCE_MISMATCH"]) {
      expect(retries({ code })).toBe(false);
    }
  });

  it("a device token is cleared for its own mismatch only", () => {
    const credentials = { deviceToken: "D" };
    const choice = chooseAuth(credentials, freshAuth);
    for (const code of [
      undefined,
      "AUTH_RATE_LIMITED",
      "PAIRING_REQUIRED",
      "AUTH_SCOPE_MISMATCH",
    ]) {
      expect(afterRefusal(credentials, freshAuth, choice, { code })).toEqual({
        clearStored: false,
        retry: false,
        memory: freshAuth,
      });
    }
    const other = { token: "T", deviceToken: "D" };
    expect(afterRefusal(other, freshAuth, chooseAuth(other, freshAuth), stale)).toMatchObject({
      clearStored: false,
      retry: false,
    });
  });
});

describe("after a device token has stood in for a wrong token", () => {
  const credentials = { token: "wrong", deviceToken: "D" };
  const retry = afterRefusal(
    credentials,
    freshAuth,
    chooseAuth(credentials, freshAuth),
    mismatch,
  ).memory;
  const settled = afterAcceptance(retry, chooseAuth(credentials, retry));

  it("reconnects do not offer the wrong one again", () => {
    expect(settled.status).toBe("settled");
    const choice = chooseAuth(credentials, settled);
    expect(choice.use).toBe("stored");
    expect(afterAcceptance(settled, choice).status).toBe("settled");
  });

  it("a renewed token from a provider gets its own try", () => {
    const renewed = { token: "right", deviceToken: "D" };
    const choice = chooseAuth(renewed, settled);
    expect(choice).toMatchObject({ use: "explicit", signToken: "right" });
    expect(afterAcceptance(settled, choice)).toEqual(freshAuth);
    expect(afterRefusal(renewed, settled, choice, mismatch)).toMatchObject({ retry: true });
  });

  it("a later revocation clears it and stops", () => {
    const choice = chooseAuth(credentials, settled);
    expect(afterRefusal(credentials, settled, choice, stale)).toMatchObject({
      clearStored: true,
      retry: false,
    });
  });

  it("what is remembered does not show the secret", () => {
    expect(
      inspect(settled, { depth: 9, showHidden: true }) + JSON.stringify(settled),
    ).not.toContain("wrong");
  });
});

it("never tries more than twice, never clears what was not refused by name", () => {
  const secret = fc.option(fc.constantFrom("A", "B"), { nil: undefined });
  const refusal = fc.record({
    code: fc.constantFrom(
      undefined,
      "AUTH_TOKEN_MISMATCH",
      "AUTH_PASSWORD_MISMATCH",
      "AUTH_DEVICE_TOKEN_MISMATCH",
      "AUTH_RATE_LIMITED",
    ),
    canRetryWithDeviceToken: fc.constantFrom(undefined, true, false),
    recommendedNextStep: fc.constantFrom(undefined, "retry_with_device_token", "other"),
  });
  fc.assert(
    fc.property(secret, secret, secret, fc.array(refusal), (token, password, device, refusals) => {
      let memory: AuthMemory = freshAuth;
      let deviceToken = device;
      let attempts = 0;
      for (const answer of refusals) {
        const credentials = { token, password, deviceToken };
        const choice = chooseAuth(credentials, memory);
        attempts++;
        const step = afterRefusal(credentials, memory, choice, answer);
        if (step.clearStored) {
          expect(choice.use).toBe("stored");
          expect(answer.code).toBe("AUTH_DEVICE_TOKEN_MISMATCH");
          deviceToken = undefined;
        }
        memory = step.memory;
        if (!step.retry) break;
      }
      expect(attempts).toBeLessThanOrEqual(2);
    }),
  );
});

it("reads the issued token from every generation's hello-ok", () => {
  for (const gateway of gateways) {
    const found = recorded.find(
      (r) => r.gateway === gateway && r.scenario === "connect-devicetoken-field",
    );
    const issued = issuedDeviceToken(found?.response.auth);
    expect(issued?.token).toBe(found?.response.auth?.deviceToken);
    expect(issued?.scopes).toContain("operator.read");
    expect(issued?.issuedAtMs).toBeTypeOf("number");
  }
  expect(issuedDeviceToken(undefined)).toBeUndefined();
  expect(issuedDeviceToken({ scopes: ["operator.read"] })).toBeUndefined();
});
