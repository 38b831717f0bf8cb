import { expect, test } from "vitest";
import type { AuthIdentity } from "../../src/server/index.js";
import { authService, say } from "./support/auth-service.js";
import { connect, RawClient } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

/** An auth function that answers when it is told to. */
function gate(): {
  auth: () => Promise<AuthIdentity>;
  open: () => void;
  asked: () => number;
} {
  let open = (): void => undefined;
  let asked = 0;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const auth = async (): Promise<AuthIdentity> => {
    asked += 1;
    await opened;
    return { userId: "alice" };
  };
  return { auth, open: () => open(), asked: () => asked };
}

test("messages that come while auth is pending are kept, in order", async () => {
  const { auth, open } = gate();
  const seen: string[] = [];
  const { url } = await startServer({ auth, onMessage: ({ content }) => void seen.push(content) });
  const client = new RawClient(`${url}?token=t`);
  client.socket.on("open", () => {
    for (let i = 0; i < 20; i++) client.send({ type: "chat.send", content: `${i}` });
    client.socket.ping();
  });
  await new Promise((resolve) => client.socket.once("pong", resolve));
  expect(seen).toEqual([]);
  open();
  await until(() => client.frames.length === 21);
  expect(client.frames[0]).toMatchObject({ content: "Connected to WebSocket chat server" });
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
});

test.each([
  ["so many messages", Array.from({ length: 32 }, (_, i) => 10 + i)],
  ["so many bytes", [200_000, 200_001]],
])(
  "after %s nothing more is read until auth is over, and nothing is lost",
  async (_name, sizes) => {
    const { auth, open, asked } = gate();
    const seen: number[] = [];
    const { url } = await startServer({
      // One that is let in at once shows how far the server has come.
      auth: ({ token }) => (token === "known" ? { userId: "bob" } : auth()),
      rateLimit: false,
      onMessage: ({ content }) => void seen.push(content.length),
    });
    const other = await connect(`${url}?token=known`);
    const client = new RawClient(`${url}?token=t`);
    const pongs: number[] = [];
    client.socket.on("pong", () => pongs.push(client.frames.length));
    await until(() => asked() === 1 && client.socket.readyState === client.socket.OPEN);
    const send = (size: number): Promise<void> =>
      new Promise((resolve) => {
        const frame = JSON.stringify({ type: "chat.send", content: "x".repeat(size) });
        client.socket.send(frame, () => resolve());
      });
    for (const size of sizes) await send(size);
    for (let i = 0; i < 20; i++) await other.settle();
    client.socket.ping();
    const late = send(5);
    for (let i = 0; i < 20; i++) await other.settle();
    expect(pongs).toEqual([]);
    expect(seen).toEqual([]);
    open();
    await late;
    await until(() => pongs.length === 1 && client.frames.length === sizes.length + 2);
    expect(seen).toEqual([...sizes, 5]);
    // After the banner and every reply.
    expect(pongs[0]).toBeGreaterThan(sizes.length);
  },
);

test("as many messages as may be held do not keep the connection from being read", async () => {
  const { auth, open } = gate();
  const { url } = await startServer({ auth, rateLimit: false });
  const client = new RawClient(`${url}?token=t`);
  await new Promise((resolve) => client.socket.once("open", resolve));
  for (let i = 0; i < 31; i++) client.send({ type: "chat.send", content: `${i}` });
  await client.settle();
  open();
  await until(() => client.frames.length === 32);
});

test.each([["{bad"], ["null"], ["[]"], [Buffer.from([0xff, 0xfe, 0x00])]])(
  "a malformed frame during auth (%s) gets its error afterwards",
  async (bad) => {
    const { auth, open, asked } = gate();
    const { url } = await startServer({ auth });
    const client = new RawClient(`${url}?token=t`);
    client.socket.on("open", () => client.send(bad));
    await until(() => asked() === 1);
    open();
    expect(await client.next()).toMatchObject({ type: "chat.response" });
    expect(await client.next()).toMatchObject({ type: "chat.error", code: "invalid_frame" });
    expect(await client.ask("hi")).toMatchObject({ content: "echo: hi" });
  },
);

test("a frame that is no WebSocket frame during auth does not crash the server", async () => {
  const { auth, open, asked } = gate();
  const { url, server } = await startServer({ auth });
  const client = new RawClient(`${url}?token=t`);
  await new Promise((resolve) => client.socket.once("open", resolve));
  const raw = (client.socket as unknown as { _socket: { write: (bytes: Buffer) => void } })._socket;
  raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  expect(await client.closed).toMatchObject({ code: 1002 });
  await until(() => server.connections === 0);
  expect(asked()).toBe(1);
  open();
  await connect(`${url}?token=t`);
});

test.each([
  ["closes", (client: RawClient) => client.socket.close()],
  ["breaks off", (client: RawClient) => client.socket.terminate()],
])("a client that %s during auth leaves nothing behind", async (_name, leave) => {
  const service = await authService(() => undefined);
  const { url, server, events } = await startServer({ auth: { endpoint: service.endpoint } });
  const client = new RawClient(`${url}?token=t`);
  await until(() => service.bodies.length === 1);
  client.send({ type: "chat.send", content: "never handled" });
  leave(client);
  await until(() => service.aborted() === 1 && server.connections === 0);
  await until(() => events.some(({ type }) => type === "auth"));
  expect(events).toContainEqual(expect.objectContaining({ type: "auth", outcome: "left" }));
  expect(events.map(({ type }) => type)).not.toContain("message");
});

test("a client refused with messages in hand gets the refusal alone", async () => {
  const { endpoint } = await authService((_body, response) => {
    setTimeout(() => say(response, 401, {}), 20);
  });
  const handled: string[] = [];
  const { url } = await startServer({
    auth: { endpoint },
    onMessage: ({ content }) => void handled.push(content),
  });
  const client = new RawClient(`${url}?token=t`);
  client.socket.on("open", () => client.send({ type: "chat.send", content: "hi" }));
  expect(await client.closed).toMatchObject({ code: 4401 });
  expect(client.frames).toEqual([
    { type: "chat.error", error: "Authentication failed: invalid_token", code: "unauthorized" },
  ]);
  expect(handled).toEqual([]);
});

test("close() ends what is being authenticated, and the connections to the service", async () => {
  const service = await authService(() => undefined);
  const { url, server } = await startServer({ auth: { endpoint: service.endpoint } });
  const client = new RawClient(`${url}?token=t`);
  await until(() => service.bodies.length === 1);
  await server.close();
  expect(await client.closed).toMatchObject({ code: 1012 });
  await until(() => service.sockets() === 0);
});
