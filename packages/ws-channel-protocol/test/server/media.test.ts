import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ChannelMessage } from "../../src/server/index.js";
import { connect, type Frame } from "./support/raw-client.js";
import { startServer } from "./support/start-server.js";

let base: string;
let root: string;

beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "hawser-media-")));
  root = join(base, "shared");
  await mkdir(join(root, "photos"), { recursive: true });
  await mkdir(join(base, "shared-not"));
  await writeFile(join(root, "photos", "cat.png"), "a cat");
  await writeFile(join(root, "big.bin"), "x".repeat(1000));
  await writeFile(join(base, "secret.txt"), "secret");
  await writeFile(join(base, "shared-not", "near.txt"), "near");
  await symlink(join(base, "secret.txt"), join(root, "link.txt"));
  await symlink(base, join(root, "up"));
  await symlink(join(root, "photos", "cat.png"), join(root, "inside.png"));
});

afterAll(() => rm(base, { recursive: true }));

async function sendTo(
  media: object | undefined,
  fields: Frame,
): Promise<{ end: Frame; seen: ChannelMessage[] }> {
  const seen: ChannelMessage[] = [];
  const { url } = await startServer({
    onMessage: (message) => void seen.push(message),
    ...(media === undefined ? {} : { media }),
  });
  const client = await connect(url);
  return { end: await client.ask("look", fields), seen };
}

describe("a path", () => {
  test.each([
    ["below a root", () => join(root, "photos", "cat.png")],
    ["relative to a root", () => "photos/cat.png"],
    ["with .. that stays below", () => "photos/../photos/cat.png"],
    ["through a link that stays below", () => join(root, "inside.png")],
  ])("is accepted %s, as the real path", async (_name, path) => {
    const { seen } = await sendTo({ roots: [root] }, { mediaPath: path(), mediaType: "image/png" });
    expect(seen[0]?.media).toEqual([
      { path: join(root, "photos", "cat.png"), name: "cat.png", mimeType: "image/png" },
    ]);
  });

  test.each([
    ["outside", () => join(base, "secret.txt")],
    ["that is not there", () => join(root, "no.txt")],
    ["with .. out", () => "../secret.txt"],
    ["with .. out of a folder", () => join(root, "photos", "..", "..", "secret.txt")],
    ["through a link to outside", () => join(root, "link.txt")],
    ["through a linked folder", () => join(root, "up", "secret.txt")],
    ["in a folder named like the root", () => join(base, "shared-not", "near.txt")],
    ["to a folder", () => join(root, "photos")],
    ["to the root itself", () => root],
    ["with a NUL", () => `${join(root, "photos", "cat.png")}\u0000.txt`],
    ["that is a URL", () => `file://${join(root, "photos", "cat.png")}`],
    ["to a device", () => "/dev/zero"],
  ])("is refused %s, all in the same words", async (_name, path) => {
    const { end, seen } = await sendTo({ roots: [root] }, { mediaPath: path(), messageId: "m1" });
    expect(end).toEqual({
      type: "chat.error",
      messageId: "m1",
      error:
        "The server has no such file for you: it takes paths below its media roots, or attachments",
      code: "media_refused",
    });
    expect(seen).toEqual([]);
  });

  test("is refused without roots", async () => {
    const { end } = await sendTo(undefined, { mediaPath: join(root, "photos", "cat.png") });
    expect(end).toMatchObject({ code: "media_refused" });
  });

  test("is one of several", async () => {
    const { seen } = await sendTo(
      { roots: [join(base, "missing"), root] },
      { mediaPaths: ["photos/cat.png", "big.bin"], mediaTypes: ["image/png"] },
    );
    expect(seen[0]?.media).toEqual([
      { path: join(root, "photos", "cat.png"), name: "cat.png", mimeType: "image/png" },
      { path: join(root, "big.bin"), name: "big.bin" },
    ]);
  });

  test("of a file that is too big is refused", async () => {
    const { end } = await sendTo({ roots: [root], maxBytes: 999 }, { mediaPath: "big.bin" });
    expect(end).toMatchObject({ code: "too_large" });
  });
});

describe("an attachment", () => {
  const png = {
    name: "dot.png",
    mimeType: "image/png",
    data: Buffer.from("dot").toString("base64"),
  };

  test("comes as bytes", async () => {
    const { seen } = await sendTo(undefined, { attachments: [png], content: "" });
    expect(seen[0]?.media).toEqual([
      { name: "dot.png", mimeType: "image/png", data: new Uint8Array([100, 111, 116]) },
    ]);
  });

  test.each([
    ["no base64", { ...png, data: "not base64!" }, "media_refused"],
    ["base64url", { ...png, data: "__--" }, "media_refused"],
    ["padding in the middle", { ...png, data: "ZG==b3Q=" }, "media_refused"],
    ["a type that is none", { ...png, mimeType: "image/png\r\nx: y" }, "media_refused"],
    ["too many bytes", { ...png, data: "A".repeat(1336) }, "too_large"],
  ])("is refused for %s", async (_name, attachment, code) => {
    const { end, seen } = await sendTo({ maxBytes: 1000 }, { attachments: [attachment] });
    expect(end).toMatchObject({ type: "chat.error", code });
    expect(seen).toEqual([]);
  });

  test("of exactly the bound is taken", async () => {
    const data = Buffer.alloc(1000, 7).toString("base64");
    const { seen } = await sendTo({ maxBytes: 1000 }, { attachments: [{ ...png, data }] });
    expect(seen[0]?.media[0]?.data).toHaveLength(1000);
  });

  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\x\\cat.png", "cat.png"],
    ["..", undefined],
    ["a\nb.png", "a b.png"],
  ])("named %j is named %j", async (name, expected) => {
    const { seen } = await sendTo(undefined, { attachments: [{ ...png, name }] });
    expect(seen[0]?.media[0]?.name).toBe(expected);
  });

  test("is refused where the server takes none", async () => {
    const { end } = await sendTo({ attachments: false }, { attachments: [png] });
    expect(end).toMatchObject({ code: "media_refused" });
  });

  test("is one of too many", async () => {
    const { end } = await sendTo(
      { roots: [root], maxFiles: 2 },
      { attachments: [png, png], mediaPath: "big.bin" },
    );
    expect(end).toMatchObject({ code: "too_large" });
  });
});

test("messages with files keep their place in the session", async () => {
  const seen: string[] = [];
  const { url } = await startServer({
    media: { roots: [root] },
    onMessage: ({ content }) => void seen.push(content),
  });
  const client = await connect(`${url}?senderId=ann`);
  client.send({ type: "chat.send", content: "1", mediaPath: "big.bin" });
  client.send({ type: "chat.send", content: "2" });
  await client.ask("3");
  expect(seen).toEqual(["1", "2", "3"]);
});
