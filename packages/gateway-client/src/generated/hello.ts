// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import type { Spec } from "./check.js";

export const helloOkSpec: Spec = {
  type: "=hello-ok",
  "protocol!": "i1",
  server: { version: "s", connId: "s" },
  features: { methods: ["s"], events: ["s"] },
  snapshot: { presence: ["u"] },
  auth: {
    role: "s",
    scopes: ["s"],
    issuedAtMs: "n",
    deviceToken: "s",
    deviceTokens: [{ role: "s", scopes: ["s"], issuedAtMs: "n", "deviceToken!": "s" }],
  },
  policy: { maxPayload: "n1", maxBufferedBytes: "n", tickIntervalMs: "n1" },
};
