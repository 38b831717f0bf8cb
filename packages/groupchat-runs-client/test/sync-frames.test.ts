import fc from "fast-check";
import { expect, it } from "vitest";
import { clientOf, ids, take, untilState } from "./support/groupchat.js";
import { rawSync } from "./support/raw-sync.js";

const version = fc.oneof(
  fc.constant({ querySet: 1, identity: 0, ts: "AAAAAAAAAAA=" }),
  fc.record({ querySet: fc.nat(3), identity: fc.nat(2), ts: fc.base64String() }),
  fc.jsonValue(),
);

const modification = fc.record({
  type: fc.constantFrom("QueryUpdated", "QueryFailed", "QueryRemoved", "Nothing"),
  queryId: fc.oneof(fc.nat(2), fc.jsonValue()),
  value: fc.oneof(fc.jsonValue(), fc.constant({ $integer: "x" }), fc.constant([{ $bytes: 7 }])),
  errorMessage: fc.jsonValue(),
  errorData: fc.jsonValue(),
  logLines: fc.jsonValue(),
});

/** Anything, and much that is nearly right. */
const frame = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record({
      type: fc.constantFrom("Transition", "TransitionChunk", "MutationResponse", "ActionResponse"),
      startVersion: version,
      endVersion: version,
      modifications: fc.oneof(fc.array(modification, { maxLength: 3 }), fc.jsonValue()),
      chunk: fc.string(),
      partNumber: fc.nat(3),
      totalParts: fc.nat(3),
      transitionId: fc.jsonValue(),
      requestId: fc.jsonValue(),
      success: fc.boolean(),
    })
    .map((message) => JSON.stringify(message)),
  fc
    .record({
      type: fc.constantFrom("FatalError", "AuthError", "Ping"),
      error: fc.jsonValue(),
      baseVersion: fc.jsonValue(),
      authUpdateAttempted: fc.boolean(),
    })
    .map((message) => JSON.stringify(message)),
);

// What the client would throw at the process fails the run of tests by itself.
it("whatever frames come, the next run arrives", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 4 }), async (frames) => {
      const server = await rawSync();
      const client = clientOf(server, { transport: "websocket" });
      const runs = client.pending();
      for (const text of frames) {
        await untilState(client, "live");
        server.say(text);
      }
      server.values.set("pendingRuns", [{ id: "the-next-one" }]);
      server.drop();
      await untilGiven(runs, "the-next-one");
      await client.close();
    }),
    { numRuns: 20 },
  );
}, 60_000);

/** A frame may have been a true list of runs. */
async function untilGiven(runs: Parameters<typeof take>[0], id: string): Promise<void> {
  for (;;) {
    const [run] = await take(runs, 1);
    expect(run).toBeDefined();
    if (ids([run as { id: string }]).includes(id)) return;
  }
}
