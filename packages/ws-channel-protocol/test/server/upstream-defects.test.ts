import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const PLUGIN = "../../../openclaw-ws-channel/test";

/** What upstream's server gets wrong, and the tests that hold ours to getting it right. */
const defects: readonly [defect: string, file: string, title: string][] = [
  [
    "messages that arrive while auth is pending are lost",
    "auth-pending",
    "messages that come while auth is pending are kept, in order",
  ],
  [
    "a malformed message during auth crashes the process",
    "auth-pending",
    "a malformed frame during auth (%s) gets its error afterwards",
  ],
  [
    "a malformed frame during auth crashes the process",
    "auth-pending",
    "a frame that is no WebSocket frame during auth does not crash the server",
  ],
  [
    "a client that leaves during auth leaks",
    "auth-pending",
    "a client that %s during auth leaves nothing behind",
  ],
  ["a message's senderId lets a user speak as another", "identity", "cannot speak as another"],
  ["messages of 100 MiB are taken", "limits", "a frame over the bound closes the connection"],
  ["the auth service's status is ignored", "auth", "has status 500, whatever its body says"],
  ["customData overwrites routing fields", "identity", "customData overwrites nothing"],
  ["a client's mediaPath is trusted", "media", "is refused without roots"],
  ["a group message without a groupId crashes", "upstream-transcripts", "group-no-id: "],
  ["ids bring lines into prompts", "identity", "an id that could do harm is refused"],
  ["ids lead out of the workspace", `${PLUGIN}/names`, "keep %j inside the templates"],
  ["ids bring lines into a profile", `${PLUGIN}/names`, "tells a line a field"],
  ["agents made at once lose bindings", `${PLUGIN}/dynamic-agents`, "are made for 20 who arrive"],
  ["agents made at once pass maxAgents", `${PLUGIN}/dynamic-agents`, "are no more than allowed"],
  ["dmPolicy and allowFrom are not enforced", "policy", "under allowlist, not on it"],
  ["pairing is not enforced", "pairing", "without a hook nobody else gets in"],
  ["there is no heartbeat", "heartbeat", "a peer that answers no ping is cut at the next one"],
  ["every Origin is let in", "limits", "by default, without auth, a page of %s: %s"],
  ["there is no rate limit", "limits", "that is abused for long closes the connection with 1008"],
  [
    "messages of a session overtake each other",
    "sessions",
    "messages of one session are handled one after the other, of several side by side",
  ],
  ["the token is taken from the URL only", "auth", "in the subprotocol"],
  ["an empty reply has no end", "upstream-transcripts", "slash-status: "],
  ["a long reply has several ends", "upstream-transcripts", "a long text is one final"],
  ["streams are now whole, now pieces", "upstream-transcripts", "every stream is the whole text"],
  ["errors do not say for which message", "upstream-transcripts", "an error says which message"],
];

test.each(defects)("upstream: %s; ours is tested in %s: %s", (_defect, file, title) => {
  const source = readFileSync(new URL(`${file}.test.ts`, import.meta.url), "utf8");
  expect(source).toContain(`"${title}`);
});
