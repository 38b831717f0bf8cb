// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import type { Spec } from "./check.js";

export const helloOkSpec: Spec = {
  "type?": "=hello-ok",
  protocol: "i1",
  "server?": { "version?": "s", "connId?": "s", "bootId?": "s", "buildId?": "s" },
  "features?": { "methods?": ["s"], "events?": ["s"], "capabilities?": ["s"] },
  "snapshot?": {
    "presence?": ["u"],
    "stateVersion?": { "presence?": "n", "health?": "n" },
    "uptimeMs?": "n",
    "sessionDefaults?": {
      "defaultAgentId?": "s",
      "mainKey?": "s",
      "mainSessionKey?": "s",
      "scope?": "s",
    },
  },
  "auth?": {
    "role?": "s",
    "scopes?": ["s"],
    "issuedAtMs?": "n",
    "deviceToken?": "s",
    "deviceTokens?": [{ deviceToken: "s", "role?": "s", "scopes?": ["s"], "issuedAtMs?": "n" }],
  },
  "policy?": {
    "maxPayload?": "n1",
    "maxBufferedBytes?": "n",
    "tickIntervalMs?": "n1",
    "attachments?": { "maxBytes?": "n", "maxImageBytes?": "n" },
  },
};
