import { expect, test } from "vitest";
import type { WsChannelServerOptions } from "../../src/server/index.js";
import { HeldAgent } from "./support/held-agent.js";
import { connect } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

const RESUME = { type: "chat.resume", messageIds: ["m1"] };

const byToken: WsChannelServerOptions["auth"] = ({ token }) =>
  token === undefined ? undefined : { userId: token };

test.each<[string, Partial<WsChannelServerOptions>, string, string]>([
  ["who are not asked who they are", {}, "?senderId=ann", "?senderId=bob"],
  ["of another name in the URL", { auth: byToken }, "?token=ann", "?token=bob&senderId=ann"],
])("a reply is not for others: %s", async (_name, options, own, others) => {
  const agent = new HeldAgent();
  const { server, url } = await startServer({ onMessage: agent.onMessage, ...options });
  const ann = await connect(url + own);
  ann.send({ type: "chat.send", content: "Secret?", messageId: "m1" });
  const work = await agent.work("Secret?");
  work.reply.stream("The secret");
  await ann.next("chat.stream");
  ann.socket.terminate();
  await until(() => server.connections === 0);
  const bob = await connect(url + others);
  bob.send(RESUME);
  expect(await bob.next()).toMatchObject({ type: "chat.error", code: "unknown_message" });
  work.finish("The secret is 42");
  bob.send(RESUME);
  expect(await bob.next()).toMatchObject({ type: "chat.error", code: "unknown_message" });
  const back = await connect(url + own);
  back.send(RESUME);
  expect(await back.end("m1")).toMatchObject({ content: "The secret is 42" });
  expect(JSON.stringify(bob.frames)).not.toContain("The secret");
});

test("a guest comes back under the id that the banner told", async () => {
  const agent = new HeldAgent();
  const { server, url } = await startServer({
    auth: { enabled: true, endpoint: "http://127.0.0.1:9/auth", required: false },
    onMessage: agent.onMessage,
  });
  const guest = await connect(`${url}?senderId=ann`);
  guest.send({ type: "chat.send", content: "Hello", messageId: "m1" });
  const work = await agent.work("Hello");
  guest.socket.terminate();
  await until(() => server.connections === 0);
  work.finish("Hello, guest");
  const { senderId } = guest.frames[0]!;
  expect(senderId).toBe("anonymous:ann");
  const back = await connect(`${url}?senderId=${encodeURIComponent(String(senderId))}`);
  back.send(RESUME);
  expect(await back.end("m1")).toMatchObject({ content: "Hello, guest" });
});

test("nobody without a token is taken for the user of that name", async () => {
  const { server, url } = await startServer({
    auth: { enabled: true, endpoint: "http://127.0.0.1:9/auth", required: false },
  });
  const guest = await connect(`${url}?senderId=ann`);
  await guest.ask("Hello", { messageId: "m1" });
  expect(server.push({ senderId: "ann" }, "For the user")).toBe(0);
  expect(server.push({ senderId: "anonymous:ann" }, "For the guest")).toBe(1);
});

test("a connection that speaks for several senders gets the replies of all of them", async () => {
  const agent = new HeldAgent();
  const { server, url } = await startServer({ onMessage: agent.onMessage });
  const bridge = await connect(`${url}?senderId=bridge`);
  const say = { type: "chat.send", content: "From 7", messageId: "m1", senderId: "user_7" };
  bridge.send(say);
  const work = await agent.work("From 7");
  bridge.socket.terminate();
  await until(() => server.connections === 0);
  const back = await connect(`${url}?senderId=bridge`);
  // A new connection has not said yet for whom it speaks.
  back.send(RESUME);
  expect(await back.next()).toMatchObject({ code: "unknown_message" });
  back.send(say);
  await back.next("chat.typing");
  expect(agent.got).toEqual(["From 7"]);
  // Now it has: it may stop the reply and gets what is pushed to that sender.
  expect(server.push({ senderId: "user_7" }, "Hello 7")).toBe(1);
  back.send({ type: "chat.stop", messageId: "m1" });
  expect(await back.end("m1")).toMatchObject({ code: "stopped" });
  work.finish();
});
