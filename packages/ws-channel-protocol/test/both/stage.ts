import { onTestFinished } from "vitest";
import { faultProxy, type FaultProxy } from "@hawser/testkit";
import { createWsChannelServer } from "../../src/server/index.js";
import { cutLikeUpstream } from "../support/cut.js";
import { startScripted, type Peer } from "../support/scripted-server.js";

/** What an agent is asked, as either server hands it on. */
export interface Question {
  readonly content: string;
  readonly senderId: string;
  readonly groupId: string | undefined;
  readonly customData: unknown;
}

/** Answers piece by piece. */
export type Agent = (question: Question) => AsyncIterable<string> | Iterable<string>;

/** `ok:<userId>` lets in; anything else refuses, a transient reason or not. */
export type Verify = (token: string | undefined) => string;

/** A server behind a proxy that can cut its connections. */
export interface Stage {
  readonly url: string;
  readonly proxy: FaultProxy;
}

export type Kind = "upstream" | "hawser";

/** Starts either server, with the same agent behind it; stopped when the test ends. */
export async function startStage(kind: Kind, agent: Agent, verify?: Verify): Promise<Stage> {
  const target = kind === "upstream" ? await upstream(agent, verify) : await hawser(agent, verify);
  const proxy = await faultProxy({ target });
  onTestFinished(() => proxy.close());
  return { url: proxy.url, proxy };
}

async function hawser(agent: Agent, verify: Verify | undefined): Promise<string> {
  const server = createWsChannelServer({
    port: 0,
    host: "127.0.0.1",
    env: {},
    ...(verify === undefined
      ? {}
      : {
          auth: ({ token }) => {
            const verdict = verify(token);
            if (verdict === "timeout") throw new Error("The auth service is slow");
            return verdict.startsWith("ok:") ? { userId: verdict.slice(3) } : undefined;
          },
        }),
    onMessage: async ({ content, senderId, groupId, customData }, reply) => {
      let text = "";
      for await (const piece of agent({ content, senderId, groupId, customData })) {
        if (reply.signal.aborted) break;
        text += piece;
        reply.stream(text);
      }
      return text;
    },
  });
  await server.listen();
  onTestFinished(() => server.close());
  return server.url;
}

/** Behaves as upstream's server was recorded to, and as is told of it. */
async function upstream(agent: Agent, verify: Verify | undefined): Promise<string> {
  const sessions = new Map<string, Promise<void>>();
  const server = await startScripted(async (peer) => {
    const { searchParams } = peer.url;
    const token = searchParams.get("token") ?? undefined;
    const verdict = verify?.(token) ?? `ok:${searchParams.get("senderId") ?? "anonymous"}`;
    if (!verdict.startsWith("ok:")) {
      peer.error(
        token === undefined
          ? "Token required. Connect with ?token=YOUR_TOKEN"
          : `Authentication failed: ${verdict}`,
      );
      peer.close(4401, token === undefined ? "Token required" : "Authentication failed");
      return;
    }
    peer.banner();
    for (;;) {
      const frame = await peer.message();
      const { content, messageId, groupId, customData } = frame;
      const senderId = frame.senderId ?? verdict.slice(3);
      peer.typing();
      const key = groupId ?? senderId;
      const question = { content, senderId, groupId, customData };
      const turn = (sessions.get(key) ?? Promise.resolve()).then(() =>
        answer(peer, messageId, agent(question)),
      );
      sessions.set(key, turn);
    }
  });
  return server.url;
}

async function answer(
  peer: Peer,
  messageId: string,
  pieces: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  peer.typing();
  let text = "";
  for await (const piece of pieces) {
    text += piece;
    peer.stream(messageId, text);
  }
  for (const part of cutLikeUpstream(text)) peer.final(messageId, part);
}
