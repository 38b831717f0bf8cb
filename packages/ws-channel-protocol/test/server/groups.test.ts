import { describe, expect, test } from "vitest";
import type { GroupRequest } from "../../src/server/index.js";
import { heard, IN_DEV, join, member } from "./support/members.js";
import { connect, type Frame } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

const FORBIDDEN: Frame = {
  type: "chat.error",
  error: "You may not use this group",
  code: "forbidden",
  groupId: "dev",
};

describe("chat.join and chat.leave", () => {
  test("are not answered, and may be repeated", async () => {
    const { server, url } = await startServer();
    const ann = await member(url, "ann");
    await join(ann);
    expect(server.stats.groups).toBe(1);
    for (let i = 0; i < 2; i++) ann.send({ type: "chat.leave", groupId: "dev" });
    ann.send({ type: "chat.leave", groupId: "never-joined" });
    expect(await heard(ann)).toEqual([]);
    expect(server.stats.groups).toBe(0);
  });

  test("a connection that goes leaves its groups", async () => {
    const { server, url } = await startServer();
    const ann = await member(url, "ann");
    await join(ann, "ops");
    const bob = await member(url, "bob");
    expect(server.stats.groups).toBe(2);
    ann.socket.terminate();
    await until(() => server.connections === 1);
    expect(server.stats.groups).toBe(1);
    expect(server.push({ groupId: "dev" }, "Who is there?")).toBe(1);
    await bob.next("chat.response");
  });

  test.each([
    ["no groupId", {}],
    ["an empty groupId", { groupId: "" }],
    ["a groupId that is no string", { groupId: 7 }],
    ["a groupId with a line end", { groupId: "a\nb" }],
    ["a groupId of 257 characters", { groupId: "x".repeat(257) }],
  ])("joining is refused with %s", async (_name, fields) => {
    const { server, url } = await startServer();
    const ann = await connect(url);
    ann.send(JSON.stringify({ type: "chat.join", ...fields }));
    expect(await ann.next()).toMatchObject({
      type: "chat.error",
      code: "invalid_frame",
      path: "groupId",
    });
    expect(server.stats.groups).toBe(0);
  });

  test("a groupId may have 256 characters of any script", async () => {
    const { server, url } = await startServer();
    const ann = await connect(url);
    await join(ann, "群".repeat(256));
    expect(await heard(ann)).toEqual([]);
    expect(server.stats.groups).toBe(1);
  });

  test("a connection may be in so many groups at once", async () => {
    const { server, url } = await startServer({ groups: { maxPerConnection: 2 } });
    const ann = await connect(url);
    for (const groupId of ["a", "b", "a"]) await join(ann, groupId);
    expect(await heard(ann)).toEqual([]);
    ann.send({ type: "chat.join", groupId: "c" });
    expect(await ann.next()).toEqual({
      type: "chat.error",
      error: "A connection may join 2 groups at most",
      code: "too_large",
      groupId: "c",
    });
    ann.send({ type: "chat.leave", groupId: "a" });
    await join(ann, "c");
    expect(server.stats.groups).toBe(2);
    expect(server.push({ groupId: "c" }, "In")).toBe(1);
  });

  test("the bound holds for those that are still being asked about", async () => {
    const answers: ((yes: boolean) => void)[] = [];
    const { server, url } = await startServer({
      groups: {
        maxPerConnection: 2,
        authorize: () => new Promise<boolean>((resolve) => answers.push(resolve)),
      },
    });
    const ann = await connect(url);
    for (const groupId of ["a", "b", "c", "d"]) ann.send({ type: "chat.join", groupId });
    await ann.settle();
    for (const answer of answers) answer(true);
    expect(await ann.next()).toMatchObject({ code: "too_large", groupId: "c" });
    expect(await ann.next()).toMatchObject({ code: "too_large", groupId: "d" });
    expect(server.stats.groups).toBe(2);
    expect(answers).toHaveLength(2);
  });
});

describe("groups: false", () => {
  test("there is nothing to join, and no message to send", async () => {
    const { url } = await startServer({ groups: false });
    const ann = await connect(url);
    expect(ann.frames[0]).toMatchObject({
      server: { features: expect.not.arrayContaining(["groups"]) },
    });
    ann.send({ type: "chat.join", groupId: "dev" });
    expect(await ann.next()).toEqual({
      ...FORBIDDEN,
      error: "This server has no groups",
    });
    ann.send({ type: "chat.leave", groupId: "dev" });
    expect(await ann.ask("hi", { messageId: "m1", ...IN_DEV })).toMatchObject({
      messageId: "m1",
      code: "forbidden",
    });
  });
});

test.each([[{}], [{ groupId: "" }]])("a group message needs a groupId: %j", async (fields) => {
  const { url } = await startServer();
  const ann = await connect(url);
  expect(await ann.ask("hi", { messageId: "m1", chatType: "group", ...fields })).toEqual({
    type: "chat.error",
    messageId: "m1",
    error: "chat.send: groupId must be given when chatType is 'group'",
    code: "invalid_frame",
    path: "groupId",
  });
});

describe("groups.authorize", () => {
  test("is told who asks, with what auth knows", async () => {
    const asked: GroupRequest[] = [];
    const { url } = await startServer({
      auth: ({ token }) => ({ userId: token ?? "", team: "blue" }),
      groups: { authorize: (request) => asked.push(request) > 0 },
    });
    const ann = await connect(`${url}?token=ann&senderId=admin`);
    await join(ann);
    await ann.ask("hi", IN_DEV);
    const request = {
      groupId: "dev",
      senderId: "ann",
      authenticated: true,
      authData: { userId: "ann", team: "blue" },
    };
    expect(asked).toEqual([request, request]);
  });

  test.each<[string, () => boolean | Promise<boolean>]>([
    ["no", () => false],
    ["no, later", () => Promise.resolve(false)],
    [
      "a throw",
      () => {
        throw new Error("no database");
      },
    ],
    ["a rejection", () => Promise.reject(new Error("no database"))],
  ])("%s: neither listens nor speaks", async (_name, authorize) => {
    const { url, server } = await startServer({ groups: { authorize } });
    const eve = await connect(`${url}?senderId=eve`);
    eve.send({ type: "chat.join", groupId: "dev" });
    expect(await eve.next()).toEqual(FORBIDDEN);
    expect(await eve.ask("hi", { messageId: "m1", ...IN_DEV })).toMatchObject({
      messageId: "m1",
      error: "You may not use this group",
      code: "forbidden",
    });
    expect(server.stats.groups).toBe(0);
  });

  test("a member who may no longer join is out", async () => {
    let allowed = true;
    const { url, server } = await startServer({ groups: { authorize: () => allowed } });
    const ann = await member(url, "ann");
    allowed = false;
    ann.send({ type: "chat.join", groupId: "dev" });
    expect(await ann.next()).toEqual(FORBIDDEN);
    expect(server.push({ groupId: "dev" }, "Secret")).toBe(0);
  });

  test("who leaves before the answer stays out", async () => {
    let answer = (_yes: boolean): void => undefined;
    const { url, server } = await startServer({
      groups: { authorize: () => new Promise<boolean>((resolve) => (answer = resolve)) },
    });
    const ann = await member(url, "ann");
    ann.send({ type: "chat.leave", groupId: "dev" });
    await ann.settle();
    answer(true);
    expect(await heard(ann)).toEqual([]);
    expect(server.stats.groups).toBe(0);
  });

  test("who goes before the answer leaves nothing behind", async () => {
    let answer = (_yes: boolean): void => undefined;
    const { url, server } = await startServer({
      groups: { authorize: () => new Promise<boolean>((resolve) => (answer = resolve)) },
    });
    const ann = await member(url, "ann");
    ann.socket.terminate();
    await until(() => server.connections === 0);
    answer(true);
    const bob = await connect(url);
    await bob.settle();
    expect(server.stats.groups).toBe(0);
  });

  test("a message of one who is not let in reaches no member, and neither does its refusal", async () => {
    const { url } = await startServer({
      groups: { authorize: ({ senderId }) => Promise.resolve(senderId !== "eve") },
    });
    const bob = await member(url, "bob");
    const eve = await connect(`${url}?senderId=eve`);
    expect(await eve.ask("Spam", { messageId: "m1", ...IN_DEV })).toMatchObject({
      code: "forbidden",
    });
    expect(await heard(bob)).toEqual([]);
  });
});
