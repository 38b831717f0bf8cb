import { ConnectionLostError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { expect, it } from "vitest";
import { connected, nextEvent } from "../support/client.js";
import { startScripted, type Peer } from "../support/scripted-server.js";

const TTL = 1000;

/** Welcomes as ours does, as this instance. */
function welcome(peer: Peer, instance: string): void {
  peer.banner([], {
    server: { name: "hawser", features: ["resume", "whole"], instance, resumeTtlMs: TTL },
  });
}

/** A message leaves, its connection breaks, and the server is asked for the reply. */
async function broken(
  awayMs: number,
  instanceAfter = "one",
): Promise<{
  again: Peer;
  messageId: string;
  result: Promise<unknown>;
}> {
  const clock = new ManualClock();
  const server = await startScripted((peer, index) => {
    welcome(peer, index === 0 ? "one" : instanceAfter);
  });
  const client = await connected({ url: server.url, clock });
  const first = await server.next();
  const reply = client.send("Pay");
  const { messageId } = await first.message();
  clock.jump(awayMs);
  const waiting = nextEvent(client, "state", ({ status }) => status === "waiting");
  first.drop();
  await waiting;
  // It tries again at once.
  await clock.advance(0);
  const again = await server.next();
  expect(await again.next()).toEqual({ type: "chat.resume", messageIds: [messageId] });
  return { again, messageId, result: reply.result.catch((error: unknown) => error) };
}

const lost = (why: string): object =>
  expect.objectContaining({
    message: `The reply was lost: ${why}`,
    maybeExecuted: true,
    retryable: false,
  });

it("is sent again when the server cannot have forgotten it", async () => {
  const { again, messageId, result } = await broken(TTL - 1);
  again.error("No such message", { messageId, code: "unknown_message" });
  expect(await again.message()).toMatchObject({ content: "Pay", messageId });
  again.final(messageId, "Paid");
  expect(await result).toMatchObject({ text: "Paid" });
});

it("is not sent again when the server may have worked on it and forgotten it", async () => {
  const { again, messageId, result } = await broken(TTL);
  again.error("No such message", { messageId, code: "unknown_message" });
  const failure = await result;
  expect(failure).toBeInstanceOf(ConnectionLostError);
  expect(failure).toEqual(lost("the server may have forgotten it"));
  expect(again.frames).toHaveLength(1);
});

it("is not sent again to a server that has started anew", async () => {
  const { again, messageId, result } = await broken(0, "two");
  again.error("No such message", { messageId, code: "unknown_message" });
  expect(await result).toEqual(lost("the server has started anew since"));
  expect(again.frames).toHaveLength(1);
});

it("is brought back all the same by a server that has started anew and knows it", async () => {
  const { again, messageId, result } = await broken(0, "two");
  again.final(messageId, "Paid");
  expect(await result).toMatchObject({ text: "Paid" });
});

it("is lost when the server has the answer no more", async () => {
  const { again, messageId, result } = await broken(0);
  again.error("The reply is not kept any more", { messageId, code: "expired" });
  expect(await result).toEqual(lost("the server does not keep it any more"));
});
