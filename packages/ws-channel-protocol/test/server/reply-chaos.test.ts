import { ManualClock } from "@hawser/core/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { MessageHandler, Reply } from "../../src/server/index.js";
import { connect, type RawClient } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

const TTL = 1000;
const SENDERS = ["ann", "bob"] as const;

type Step =
  | { readonly do: "send"; readonly who: number; readonly grouped: boolean }
  | { readonly do: "stream" | "answer" | "throw" | "stop"; readonly which: number }
  | { readonly do: "cut" | "join" | "leave"; readonly who: number }
  | { readonly do: "wait"; readonly ms: number };

const who = fc.nat(SENDERS.length - 1);
const which = fc.nat(50);
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant("send"), who, grouped: fc.boolean() }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constantFrom("stream", "answer"), which }), weight: 4 },
  fc.record({ do: fc.constantFrom("throw", "stop"), which }),
  { arbitrary: fc.record({ do: fc.constantFrom("cut", "join", "leave"), who }), weight: 3 },
  fc.record({ do: fc.constant("wait"), ms: fc.nat(TTL / 4) }),
);

interface Sent {
  readonly messageId: string;
  readonly who: number;
  readonly frame: string;
}

/** Two senders whose connections break all the time, and who ask for what they miss as our client does. */
class Stage {
  readonly clock = new ManualClock();
  readonly sent: Sent[] = [];
  /** What the agent has got, and how often. */
  readonly worked = new Map<string, number>();
  readonly #open = new Map<string, { reply: Reply; settle: (error?: Error) => void }>();
  readonly #clients: RawClient[] = [];
  readonly #ends = new Map<string, string[]>();
  #url = "";

  readonly onMessage: MessageHandler = ({ messageId }, reply) => {
    this.worked.set(messageId, (this.worked.get(messageId) ?? 0) + 1);
    return new Promise<void>((resolve, reject) => {
      const settle = (error?: Error): void => {
        this.#open.delete(messageId);
        if (error === undefined) resolve();
        else reject(error);
      };
      this.#open.set(messageId, { reply, settle });
      reply.signal.addEventListener("abort", () => settle());
    });
  };

  async start(url: string): Promise<void> {
    this.#url = url;
    for (const index of SENDERS.keys()) await this.#connect(index);
  }

  async take(next: Step): Promise<void> {
    switch (next.do) {
      case "send": {
        const messageId = `m${this.sent.length}`;
        const group = next.grouped ? { chatType: "group", groupId: "dev" } : {};
        const frame = { type: "chat.send", content: messageId, messageId, ...group };
        this.sent.push({ messageId, who: next.who, frame: JSON.stringify(frame) });
        this.#clients[next.who]?.send(frame);
        // Half of them are cut off before the server has read them.
        if (messageId.length % 2 === 0) await this.#clients[next.who]?.settle();
        return;
      }
      case "stream":
      case "answer":
      case "throw": {
        const [messageId, work] = [...this.#open][next.which % (this.#open.size || 1)] ?? [];
        if (next.do === "stream") work?.reply.stream(`Some of ${messageId}`);
        if (next.do === "answer") work?.reply.send(`All of ${messageId}`);
        if (next.do !== "stream") work?.settle(next.do === "throw" ? new Error("no") : undefined);
        return;
      }
      case "stop": {
        const message = this.sent[next.which % (this.sent.length || 1)];
        if (message === undefined) return;
        this.#clients[message.who]?.send({ type: "chat.stop", messageId: message.messageId });
        return;
      }
      case "join":
      case "leave":
        this.#clients[next.who]?.send({ type: `chat.${next.do}`, groupId: "dev" });
        return;
      case "cut":
        this.#clients[next.who]?.socket.terminate();
        return this.#connect(next.who);
      case "wait":
        return this.clock.advance(next.ms);
      default:
        next satisfies never;
    }
  }

  /** Answers everything, and waits until every sender knows how each of its messages ended. */
  async finish(): Promise<void> {
    for (const client of this.#clients) await client.settle();
    await until(() => {
      for (const [messageId, { reply, settle }] of this.#open) {
        reply.send(`All of ${messageId}`);
        settle();
      }
      return this.sent.every((message) => this.endsOf(message).length > 0);
    });
    for (const client of this.#clients) await client.settle();
  }

  /** Every end that a sender was told of this message, the same ones once. */
  endsOf({ messageId }: Sent): readonly string[] {
    return [...new Set(this.#ends.get(messageId))];
  }

  close(): void {
    for (const client of this.#clients) client.socket.terminate();
  }

  async #connect(index: number): Promise<void> {
    const client = await connect(`${this.#url}?senderId=${SENDERS[index]}`);
    this.#clients[index] = client;
    client.socket.on("message", (data) => this.#hear(index, String(data)));
    const messageIds = this.sent
      .filter((message) => message.who === index && this.endsOf(message).length === 0)
      .map(({ messageId }) => messageId);
    client.send(JSON.stringify({ type: "chat.resume", messageIds }));
  }

  #hear(index: number, text: string): void {
    const { type, messageId = "", done, code } = JSON.parse(text) as Record<string, string>;
    const message = this.sent.find((sent) => sent.messageId === messageId && sent.who === index);
    if (message === undefined) return;
    if (code === "unknown_message") return this.#clients[index]?.send(message.frame);
    if (!done && type !== "chat.error") return;
    this.#ends.set(messageId, [...(this.#ends.get(messageId) ?? []), text]);
  }
}

test("whatever breaks, each message is worked on once and ends the same for everybody", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const stage = new Stage();
      const { server, url } = await startServer({
        onMessage: stage.onMessage,
        clock: stage.clock,
        heartbeatMs: 0,
        rateLimit: false,
        resume: { ttlMs: TTL * 100 },
      });
      await stage.start(url);
      for (const next of steps) await stage.take(next);
      await stage.finish();
      for (const message of stage.sent) {
        expect(stage.endsOf(message), message.messageId).toHaveLength(1);
        // 0: stopped before its turn came.
        expect(stage.worked.get(message.messageId) ?? 0).toBeLessThanOrEqual(1);
      }
      expect(server.stats).toMatchObject({ sessions: 0, openReplies: 0, senders: SENDERS.length });
      stage.close();
      await until(() => server.connections === 0);
      await stage.clock.advance(TTL * 100);
      expect(server.stats).toMatchObject({ groups: 0, senders: 0, keptReplies: 0 });
      expect(stage.clock.pending).toBe(0);
      await server.close();
    }),
    { numRuns: 60 },
  );
}, 60_000);
