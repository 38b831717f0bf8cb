import { expect, test } from "vitest";
import { heard, join, member } from "./support/members.js";
import { connect } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

test("a push to a group reaches every connection that joined, once", async () => {
  const { server, url, events } = await startServer();
  const clients = [await member(url, "ann"), await member(url, "ann"), await member(url, "bob")];
  const other = await member(url, "cid", "ops");
  await join(clients[0]!);
  const reached = server.push({ groupId: "dev" }, "News", {
    mediaUrls: ["https://files.example/a.png"],
  });
  expect(reached).toBe(3);
  const frames = await Promise.all(clients.map(heard));
  expect(frames[0]).toEqual([
    {
      type: "chat.response",
      messageId: expect.any(String),
      content: "News",
      done: true,
      mediaUrls: ["https://files.example/a.png"],
      groupId: "dev",
    },
  ]);
  expect(frames[1]).toEqual(frames[0]);
  expect(frames[2]).toEqual(frames[0]);
  expect(await heard(other)).toEqual([]);
  expect(events).toContainEqual({ type: "pushed", reached: 3 });
});

test("pushes have ids of their own", async () => {
  const { server, url } = await startServer();
  const ann = await connect(`${url}?senderId=ann`);
  server.push({ senderId: "ann" }, "One", { mediaUrls: [] });
  server.push({ senderId: "ann" }, "Two");
  const [one, two] = [await ann.next(), await ann.next()];
  expect(one.messageId).not.toBe(two.messageId);
  expect(one).toMatchObject({ content: "One", mediaUrls: [] });
});

test("a push to nobody reaches nobody", async () => {
  const { server, url, events } = await startServer();
  const ann = await member(url, "ann");
  expect(server.push({ senderId: "nobody" }, "Hello?")).toBe(0);
  expect(server.push({ groupId: "nothing" }, "Hello?")).toBe(0);
  // Ids of senders and groups are different things.
  expect(server.push({ groupId: "ann" }, "Hello?")).toBe(0);
  expect(server.push({ senderId: "dev" }, "Hello?")).toBe(0);
  expect(await heard(ann)).toEqual([]);
  expect(events).toContainEqual({ type: "pushed", reached: 0 });
});

test("a push does not reach connections that have gone, or are going", async () => {
  const { server, url } = await startServer();
  const [ann, again] = [await member(url, "ann"), await member(url, "ann")];
  ann.socket.terminate();
  await until(() => server.connections === 1);
  expect(server.push({ senderId: "ann" }, "Hello")).toBe(1);
  expect(server.push({ groupId: "dev" }, "Hello")).toBe(1);
  // A socket that was told to close is there until the peer answers.
  again.socket.pause();
  const closing = server.close({ drainMs: 0 });
  await until(() => server.push({ senderId: "ann" }, "Hello") === 0);
  expect(server.connections).toBe(1);
  expect(server.push({ groupId: "dev" }, "Hello")).toBe(0);
  again.socket.resume();
  await closing;
});

test("a push after close reaches nobody and throws nothing", async () => {
  const { server, url } = await startServer();
  const ann = await member(url, "ann");
  await server.close();
  await ann.closed;
  expect(server.push({ senderId: "ann" }, "Hello")).toBe(0);
  expect(server.push({ groupId: "dev" }, "Hello")).toBe(0);
});

test("a push before anybody listens reaches nobody", async () => {
  const { server } = await startServer();
  expect(server.push({ senderId: "ann" }, "Hello")).toBe(0);
});

test("a push is not a reply: nothing is kept of it", async () => {
  const { server, url } = await startServer();
  const ann = await connect(`${url}?senderId=ann`);
  server.push({ senderId: "ann" }, "Hello");
  const { messageId } = await ann.next();
  expect(server.stats).toMatchObject({ openReplies: 0, keptReplies: 0 });
  ann.send(JSON.stringify({ type: "chat.resume", messageIds: [messageId] }));
  expect(await ann.next()).toMatchObject({ code: "unknown_message" });
});

test("a guest's push needs the id the server gave", async () => {
  const { server, url } = await startServer();
  const guest = await connect(url);
  const senderId = String(guest.frames[0]?.senderId);
  expect(senderId).toMatch(/^guest-/);
  expect(server.push({ senderId }, "Hello")).toBe(1);
  expect(await guest.next()).toMatchObject({ content: "Hello" });
});
