import { once } from "node:events";
import { connect as dial } from "node:net";
import { ManualClock } from "@hawser/core/testing";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { CHAT_ERROR_CODES, decodeClientFrame, type ClientFrame } from "../../src/index.js";
import type { WsChannelServer } from "../../src/server/index.js";
import { recordingLogger, type LogLine } from "../support/recording-logger.js";
import { anything, cuts, unreadable, type Cuts } from "./support/hostile-frames.js";
import { connect, RawClient, type Frame } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

// The same frames in every run. What fails is printed with its path, to be put here and run alone.
const SEED = { seed: 20_260_607 };

afterEach(() => {
  expect("polluted" in {}).toBe(false);
});

/** A server that must not complain, and must leave no timer. */
async function hostileGround(): Promise<{
  server: WsChannelServer;
  url: string;
  finish: () => Promise<void>;
}> {
  const clock = new ManualClock();
  const { logger, lines } = recordingLogger();
  const { server, url } = await startServer({
    clock,
    logger,
    rateLimit: false,
    autoTyping: false,
    maxPayload: 256 * 1024,
    media: { roots: [import.meta.dirname] },
    onMessage: ({ content }) => `got ${content.length}`,
  });
  const faults = (): LogLine[] => lines.filter(({ level }) => level === "error");
  return {
    server,
    url,
    finish: async () => {
      await server.close({ drainMs: 0 });
      expect(faults()).toEqual([]);
      expect(clock.pending).toBe(0);
      expect(new Set(Object.values(server.stats))).toEqual(new Set([0]));
    },
  };
}

/** Sends a message in fragments. */
function sendCut({ socket }: RawClient, data: string | Uint8Array, { at, ping }: Cuts): void {
  const binary = typeof data !== "string";
  const bytes = Buffer.from(data);
  let from = 0;
  for (const to of at.toSorted((a, b) => a - b).filter((cut) => cut < bytes.length)) {
    socket.send(bytes.subarray(from, to), { fin: false, binary });
    if (ping) socket.ping();
    from = to;
  }
  socket.send(bytes.subarray(from), { fin: true, binary });
}

let probes = 0;

/** What the server says to one message, and that it listens to the next. */
async function answersTo(
  { server, client }: { server: WsChannelServer; client: RawClient },
  send: () => void,
): Promise<Frame[]> {
  const before = client.frames.length;
  send();
  const messageId = `probe-${++probes}`;
  expect(await client.ask("still there?", { messageId, senderId: "probe" })).toMatchObject({
    content: "got 12",
  });
  await until(() => server.stats.openReplies === 0);
  await client.settle();
  return client.frames.slice(before).filter((frame) => frame.messageId !== messageId);
}

function expectClear(error: Frame): void {
  expect(error.type).toBe("chat.error");
  expect(error.error).toMatch(/^.{5,200}$/u);
  expect(Object.keys(CHAT_ERROR_CODES)).toContain(error.code);
}

/** Holds the answers to what the frame asked for. */
function expectAnswers(frame: ClientFrame | undefined, answers: readonly Frame[]): void {
  for (const answer of answers) if (answer.type === "chat.error") expectClear(answer);
  if (frame === undefined) {
    expect(answers).toMatchObject([{ type: "chat.error", code: "invalid_frame" }]);
    return;
  }
  switch (frame.type) {
    case "chat.send":
      expect(answers).toHaveLength(1);
      expect(answers[0]?.type === "chat.error" || answers[0]?.done === true).toBe(true);
      return;
    case "chat.resume": {
      const whole = answers.some(({ path }) => path === "messageIds");
      expect(answers).toHaveLength(whole ? 1 : new Set(frame.messageIds).size);
      return;
    }
    case "chat.stop":
    case "chat.join":
      expect(answers.length).toBeLessThanOrEqual(1);
      return;
    case "chat.leave":
      expect(answers).toEqual([]);
      return;
    default:
      frame satisfies never;
  }
}

function decoded(data: string | Uint8Array): ClientFrame | undefined {
  try {
    return decodeClientFrame(Buffer.from(data));
  } catch {
    return undefined;
  }
}

describe("whatever a client sends", () => {
  test(
    "gets one answer that says what is wrong, or what was asked for",
    { timeout: 30_000 },
    async () => {
      const { server, url, finish } = await hostileGround();
      const member = await connect(url);
      for (const groupId of ["g", "dev-team"]) member.send({ type: "chat.join", groupId });
      const messages = fc.array(fc.tuple(anything, cuts), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(messages, async (sent) => {
          const client = await connect(`${url}?senderId=fuzz`);
          for (const [data, cut] of sent) {
            const answers = await answersTo({ server, client }, () => sendCut(client, data, cut));
            expectAnswers(decoded(data), answers);
          }
          await client.close();
        }),
        { ...SEED, numRuns: 100 },
      );
      expect(member.frames.some(({ type }) => type === "chat.message")).toBe(true);
      await finish();
    },
  );

  test("is answered however many send it at once", { timeout: 30_000 }, async () => {
    const { server, url, finish } = await hostileGround();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(unreadable, { minLength: 5, maxLength: 20 }), {
          minLength: 20,
          maxLength: 20,
        }),
        async (crowd) => {
          const clients = await Promise.all(crowd.map(() => connect(url)));
          for (const [index, texts] of crowd.entries()) {
            for (const text of texts) clients[index]?.send(text);
          }
          for (const [index, texts] of crowd.entries()) {
            const client = clients[index];
            expect(await client?.ask("still there?")).toMatchObject({ content: "got 12" });
            const errors = client?.frames.filter(({ type }) => type === "chat.error") ?? [];
            expect(errors).toHaveLength(texts.length);
            for (const error of errors) expectClear(error);
          }
          for (const client of clients) client.socket.terminate();
          await until(() => server.connections === 0);
        },
      ),
      { ...SEED, numRuns: 4 },
    );
    await finish();
  });
});

describe("bytes that are no frames", () => {
  const garbage = fc.uint8Array({ minLength: 1, maxLength: 300 });

  test("after the upgrade end that connection alone", { timeout: 30_000 }, async () => {
    const { server, url, finish } = await hostileGround();
    const other = await connect(url);
    await fc.assert(
      fc.asyncProperty(garbage, async (bytes) => {
        const client = await connect(url);
        const { _socket: raw } = client.socket as unknown as {
          _socket: { end: (bytes: Uint8Array) => void };
        };
        raw.end(bytes);
        await client.closed;
        await until(() => server.connections === 1);
        expect(await other.ask("still there?")).toMatchObject({ content: "got 12" });
      }),
      { ...SEED, numRuns: 40 },
    );
    await finish();
  });

  test("before the upgrade reach nobody", { timeout: 30_000 }, async () => {
    const { server, url, finish } = await hostileGround();
    const other = await connect(url);
    await fc.assert(
      fc.asyncProperty(garbage, fc.boolean(), async (bytes, begun) => {
        const socket = dial(server.port, "127.0.0.1");
        socket.on("error", () => undefined).resume();
        const closed = once(socket, "close");
        if (begun) socket.write("GET /ws HTTP/1.1\r\nupgrade: websocket\r\n");
        socket.end(bytes);
        await closed;
        expect(await other.ask("still there?")).toMatchObject({ content: "got 12" });
      }),
      { ...SEED, numRuns: 40 },
    );
    expect(server.connections).toBe(1);
    await finish();
  });
});

test("a fault of the server's own ends one connection, and no other", async () => {
  let broken = false;
  const clock = new ManualClock();
  const now = clock.now.bind(clock);
  clock.now = () => {
    if (broken) throw new Error("the clock at 10.0.0.7 does not answer");
    return now();
  };
  const { logger, lines } = recordingLogger();
  let letIn = (): void => undefined;
  const { url } = await startServer({
    clock,
    logger,
    auth: ({ params: { senderId: userId = "" } }) =>
      userId === "late"
        ? new Promise((resolve) => (letIn = () => resolve({ userId })))
        : { userId },
  });
  const [one, two] = [await connect(`${url}?senderId=one`), await connect(`${url}?senderId=two`)];
  const late = new RawClient(`${url}?senderId=late`);
  await once(late.socket, "open");
  late.send({ type: "chat.send", content: "hi" });
  await late.settle();
  broken = true;
  one.send({ type: "chat.send", content: "hi" });
  expect(await one.closed).toEqual({ code: 1011, reason: "The server failed" });
  letIn();
  expect(await late.closed).toEqual({ code: 1011, reason: "The server failed" });
  broken = false;
  expect(await two.ask("hi")).toMatchObject({ content: "echo: hi" });
  expect(lines).toContainEqual(
    expect.objectContaining({ level: "error", message: "A message could not be handled" }),
  );
});
