import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { createWsChannelServer, type WsChannelServerOptions } from "../../src/server/index.js";
import { recordingLogger } from "../support/recording-logger.js";
import { connect } from "./support/raw-client.js";
import { startServer } from "./support/start-server.js";

const onMessage = (): void => undefined;

/** A port on which somebody listens, until `free`. */
async function takenPort(): Promise<{ port: number; free: () => Promise<unknown> }> {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  return { port, free: () => new Promise((resolve) => other.close(resolve)) };
}

describe("a port that is taken", () => {
  test("is told with what to do about it, and listen() may be tried again", async () => {
    const { port, free } = await takenPort();
    const options: WsChannelServerOptions = { port, host: "127.0.0.1", env: {}, onMessage };
    const server = createWsChannelServer(options);
    await expect(server.listen()).rejects.toMatchObject({
      code: "LISTEN_FAILED",
      message: `Cannot listen on 127.0.0.1:${port} (EADDRINUSE)`,
      hint: "Another program listens there: stop it, or choose another port.",
      cause: { code: "EADDRINUSE" },
    });
    await free();
    await server.listen();
    expect(server.port).toBe(port);
    await server.close();
  });

  test("does not keep the server from being closed", async () => {
    const { port, free } = await takenPort();
    const server = createWsChannelServer({ port, host: "127.0.0.1", env: {}, onMessage });
    await expect(server.listen()).rejects.toMatchObject({ code: "LISTEN_FAILED" });
    await server.close();
    await expect(server.listen()).rejects.toMatchObject({ code: "CLOSED" });
    await free();
  });
});

test("an address that is not this machine's is told, too", async () => {
  const server = createWsChannelServer({ port: 0, host: "192.0.2.1", env: {}, onMessage });
  await expect(server.listen()).rejects.toMatchObject({
    code: "LISTEN_FAILED",
    message: "Cannot listen on 192.0.2.1:0 (EADDRNOTAVAIL)",
    hint: "Check host and port.",
  });
  await server.close();
});

test("port 0 takes a free one, and the url says which", async () => {
  const [one, two] = [await startServer(), await startServer()];
  expect(one.server.port).toBeGreaterThan(0);
  expect(one.server.port).not.toBe(two.server.port);
  expect(one.url).toBe(`ws://127.0.0.1:${one.server.port}/ws`);
});

test("before listen() and after close() there is no port", async () => {
  const server = createWsChannelServer({ port: 0, host: "127.0.0.1", env: {}, onMessage });
  expect(server.port).toBe(0);
  await server.listen();
  expect(server.port).toBeGreaterThan(0);
  await server.close();
  expect(server.port).toBe(0);
});

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
);

test.each<[host: string | undefined, name: string]>([
  ["127.0.0.1", "127.0.0.1"],
  ["localhost", "localhost"],
  ["0.0.0.0", "127.0.0.1"],
  [undefined, "127.0.0.1"],
  // Containers often have no IPv6.
  ...(hasIPv6
    ? ([
        ["::1", "[::1]"],
        ["::", "127.0.0.1"],
      ] as [string, string][])
    : []),
])("listening on %s the url that reaches it names %s", async (host, name) => {
  const options = { port: 0, env: {}, onMessage, ...(host === undefined ? {} : { host }) };
  const server = createWsChannelServer(options);
  await server.listen();
  expect(server.url).toBe(`ws://${name}:${server.port}/ws`);
  await (await connect(server.url)).close();
  await server.close();
});

test("another path is where it says", async () => {
  const { url } = await startServer({ path: "/chat/room%201" });
  expect(url).toMatch(/\/chat\/room%201$/);
  expect(await (await connect(`${url}?senderId=ann`)).ask("hi")).toMatchObject({ done: true });
});

test("listen() twice at once is once", async () => {
  const { logger, lines } = recordingLogger();
  const server = createWsChannelServer({ port: 0, host: "127.0.0.1", env: {}, onMessage, logger });
  await Promise.all([server.listen(), server.listen()]);
  await server.listen();
  expect(lines.filter(({ message }) => message === "Listening")).toHaveLength(1);
  await server.close();
});

test.each([
  ["127.0.0.1", undefined, 0],
  ["0.0.0.0", undefined, 1],
  ["0.0.0.0", { endpoint: "http://127.0.0.1:1/verify" }, 0],
])("a server on %s with auth %j warns of strangers: %d", async (host, auth, warnings) => {
  const { logger, lines } = recordingLogger();
  await startServer({ host, logger, ...(auth === undefined ? {} : { auth }) });
  expect(lines.filter(({ level }) => level === "warn")).toHaveLength(warnings);
});

test.each<[path: string, options: object]>([
  ["onMessage", { onMessage: "echo" }],
  ["port", { port: -1 }],
  ["port", { port: 65_536 }],
  ["port", { port: 80.5 }],
  ["port", { port: Number.NaN }],
  ["path", { path: "ws" }],
  ["path", { path: "/ws?room=1" }],
  ["path", { path: "/ws#room" }],
  ["maxPayload", { maxPayload: 0 }],
  ["maxConnections", { maxConnections: -1 }],
  ["drainMs", { drainMs: Number.NaN }],
  ["heartbeatMs", { heartbeatMs: -1 }],
  ["rateLimit.connection.burst", { rateLimit: { connection: { perSecond: 1, burst: 0 } } }],
  ["rateLimit.sender.perSecond", { rateLimit: { sender: { perSecond: 0, burst: 1 } } }],
  ["media.roots", { media: { roots: "/srv/media" } }],
  ["server", { server: Object.assign(() => undefined, { on: () => undefined }) }],
  ["auth.timeout", { auth: { timeout: 0 } }],
])("what cannot work is refused at once: %s of %j", (path, options) => {
  const make = (): unknown => createWsChannelServer({ env: {}, onMessage, ...options });
  expect(make).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT", path }));
});
