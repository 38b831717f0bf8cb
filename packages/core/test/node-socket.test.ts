import { once } from "node:events";
import { expect, test } from "vitest";
import type { WebSocket } from "ws";

import { openNodeSocket } from "../src/socket/node-socket.js";
import type { CloseInfo, Socket } from "../src/socket/socket.js";
import { startServer, type TestServer } from "./support/server.js";

interface Opened {
  readonly socket: Socket;
  readonly peer: WebSocket;
  readonly closed: Promise<CloseInfo>;
}

async function open(server: TestServer): Promise<Opened> {
  const accepted = server.next();
  let close: (info: CloseInfo) => void = () => undefined;
  const closed = new Promise<CloseInfo>((resolve) => (close = resolve));
  const socket = await new Promise<Socket>((resolve) => {
    const made = openNodeSocket?.(
      server.url,
      {},
      {
        onOpen: () => void Promise.resolve(made).then((one) => one && resolve(one)),
        onMessage: () => undefined,
        onClose: close,
      },
    );
  });
  return { socket, peer: await accepted, closed };
}

/** What the peer hears until the connection ends, and how many reads of its socket it took. */
async function heardBy(
  peer: WebSocket,
  server: TestServer,
): Promise<{ texts: string[]; reads: number }> {
  const texts: string[] = [];
  let reads = 0;
  const count = (): void => {
    reads += 1;
  };
  server.requests.at(-1)?.socket.on("data", count);
  peer.on("message", (data: Buffer) => texts.push(data.toString()));
  await once(peer, "close");
  return { texts, reads };
}

test("what is sent in one turn leaves in one write, in order", async () => {
  const server = await startServer(() => undefined);
  const { socket, peer } = await open(server);
  const heard = heardBy(peer, server);
  const sent = Array.from({ length: 50 }, (_, i) => `message ${i}`);
  for (const text of sent) socket.send(text);
  socket.close();
  expect(await heard).toMatchObject({
    texts: sent,
    reads: expect.toSatisfy((n) => n <= 2) as number,
  });
});

test("what is sent in later steps of a turn goes along", async () => {
  const server = await startServer(() => undefined);
  const { socket, peer } = await open(server);
  const heard = heardBy(peer, server);
  socket.send("first");
  await Promise.resolve();
  socket.send("second");
  await new Promise((resolve) => setImmediate(resolve));
  socket.send("third");
  socket.close();
  expect((await heard).texts).toEqual(["first", "second", "third"]);
});

test("text that is no UTF-8 costs its own message only", async () => {
  const server = await startServer(() => undefined);
  const { socket, peer, closed } = await open(server);
  peer.send(Buffer.from([0x7b, 0xff, 0x7d]), { binary: false });
  peer.close(4000, "after it");
  expect(await closed).toMatchObject({ code: 4000 });
  socket.terminate();
});
