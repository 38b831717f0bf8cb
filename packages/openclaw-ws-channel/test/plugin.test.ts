import { afterEach, describe, expect, it } from "vitest";
import { FakeRuntime, type FakeOptions } from "./support/fake-runtime.js";
import { RunningAccount, section } from "./support/run-account.js";

const running: RunningAccount[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((account) => account.stop()));
});

async function run(
  generation: FakeOptions["generation"],
  o: Omit<FakeOptions, "generation">,
): Promise<{ fake: FakeRuntime; account: RunningAccount }> {
  const fake = await FakeRuntime.create({ generation, config: section(), ...o });
  const account = new RunningAccount(fake);
  running.push(account);
  return { fake, account };
}

describe.each(["2026.3", "2026.9"] as const)("the plugin on %s", (generation) => {
  it("streams what the agent says, tools in between, and ends once", async () => {
    const { account, fake } = await run(generation, {
      agent: async ({ options, deliver }) => {
        options.onReplyStart();
        options.onPartialReply({ text: "Let me" });
        options.onPartialReply({ text: "Let me look." });
        options.onToolStart();
        options.onAssistantMessageStart();
        options.onPartialReply({ text: "Found it." });
        await deliver({ text: "thinking", isReasoning: true });
        await deliver({ text: "Let me look." });
        await deliver({ text: "Found it." });
      },
    });
    const client = await account.connect({ senderId: "ann", senderName: "Ann\nAdmin" });
    const reply = client.send({ content: "hi", customData: { a: 1 }, replyToBody: "quoted" });
    const seen: string[] = [];
    for await (const event of reply) if (event.type === "text") seen.push(event.text);
    expect(await reply.text()).toBe("Let me look.\n\nFound it.");
    expect(seen.at(-1)).toBe("Let me look.\n\nFound it.");
    expect(fake.contexts[0]).toMatchObject({
      Body: "hi",
      SessionKey: "agent:main:websocket:direct:ann",
      SenderId: "ann",
      SenderName: "Ann Admin",
      ReplyToBody: "quoted",
      OriginatingTo: "user:ann",
      CommandAuthorized: false,
    });
    const context = JSON.stringify(fake.contexts[0]);
    expect(context).toContain("Data sent along by the app");
  });

  it("keeps senders, spellings, groups and threads apart", async () => {
    const { account, fake } = await run(generation, {});
    for (const senderId of ["bob", "Bob", "bob:thread:t1"]) {
      const client = await account.connect({ senderId });
      await client.send("x").result;
      await client.send({ content: "x", sessionKey: "t1" }).result;
      await client.send({ content: "x", chatType: "group", groupId: "Dev" }).result;
    }
    const keys = fake.contexts.map(({ SessionKey }) => SessionKey);
    expect(new Set(keys).size).toBe(7);
    expect(new Set([keys[2], keys[5], keys[8]]).size).toBe(1);
    expect(keys.every((key) => !/[A-Z ]/.test(key))).toBe(true);
  });

  it("hands files to the agent, and the agent's files back", async () => {
    let stateDir = "";
    const { account, fake } = await run(generation, {
      agent: async ({ deliver }) => {
        const mediaUrls = [`${stateDir}/a.png`, "https://cdn.test/b.png", "/etc/shadow"];
        await deliver({ text: "here", mediaUrls });
      },
    });
    stateDir = fake.stateDir;
    const client = await account.connect({ senderId: "ann" });
    const attachments = [{ name: "a.png", mimeType: "image/png", data: "aGVsbG8=" }];
    const { text, mediaUrls } = await client.send({ content: "look", attachments }).result;
    expect(mediaUrls).toEqual([
      `data:image/png;base64,${btoa("picture")}`,
      "https://cdn.test/b.png",
    ]);
    expect(text).toBe("here\n\n(A file could not be sent along.)");
    const [context] = fake.contexts;
    const path = expect.stringContaining("media-1") as string;
    if (generation === "2026.9") {
      expect(context?.media).toEqual([{ path, contentType: "image/png", fileName: "a.png" }]);
      expect(context?.MediaPath).toBeUndefined();
    } else {
      expect(context).toMatchObject({ MediaPaths: [path], MediaTypes: ["image/png"] });
      expect(context?.media).toBeUndefined();
    }
  });

  it("stops the agent with the reply, and says nothing of an earlier one", async () => {
    const stopped = new Promise<void>((resolve) => {
      void run(generation, {
        agent: async ({ options, deliver }) => {
          options.onPartialReply({ text: "one" });
          await new Promise((done) => options.abortSignal.addEventListener("abort", done));
          await deliver({ text: "the answer before this one" });
          resolve();
        },
      }).then(async ({ account }) => {
        const client = await account.connect({ senderId: "ann" });
        const reply = client.send("hi");
        for await (const event of reply) if (event.type === "text") break;
        reply.stop();
        expect(await reply.result).toMatchObject({ text: "one", end: "stopped" });
      });
    });
    await stopped;
  });

  it.each(["finish", "stop"] as const)("when a sender does not come back: %s", async (whenGone) => {
    let begin = (_: AbortSignal): void => undefined;
    const begun = new Promise<AbortSignal>((resolve) => (begin = resolve));
    const { account } = await run(generation, {
      config: section({ resumeTtlMs: 0, drainMs: 0, ...(whenGone === "stop" && { whenGone }) }),
      agent: async ({ ctx, options, deliver }) => {
        if (ctx.SenderId === "bob") await deliver({ text: "hi Bob" });
        if (ctx.SenderId !== "ann") return;
        begin(options.abortSignal);
        await new Promise((done) => options.abortSignal.addEventListener("abort", done));
      },
    });
    const ann = await account.connect({ senderId: "ann" });
    const reply = ann.send("book the berth");
    const signal = await begun;
    await ann.close();
    await expect(reply.result).rejects.toThrow();
    // The server has heard of Ann's leave before it answers Bob.
    const bob = await account.connect({ senderId: "bob" });
    expect(await bob.send("hi").text()).toBe("hi Bob");
    expect(signal.aborted).toBe(whenGone === "stop");
  });

  it("lets a reply end before the account does", async () => {
    let goOn = (): void => undefined;
    const { account } = await run(generation, {
      agent: async ({ options, deliver }) => {
        options.onPartialReply({ text: "half" });
        await new Promise<void>((resolve) => (goOn = resolve));
        await deliver({ text: "half and whole" });
      },
    });
    const client = await account.connect({ senderId: "ann" });
    const reply = client.send("hi");
    for await (const event of reply) if (event.type === "text") break;
    const ended = account.abort();
    goOn();
    expect(await reply.text()).toBe("half and whole");
    await client.close();
    await ended;
    expect(account.log.at(-1)).toBe("info: stopped");
  });

  it("says that it failed without saying why, except to the operator", async () => {
    const { account } = await run(generation, {
      agent: async () => {
        throw new Error("database at 10.0.0.1 is gone, token=abcdef123456");
      },
    });
    const client = await account.connect({ senderId: "ann" });
    const error: unknown = await client.send("hi").result.catch((reason: unknown) => reason);
    expect(String(error)).not.toContain("10.0.0.1");
    expect(account.log.join("\n")).toContain("database at 10.0.0.1 is gone");
  });

  it("obeys commands of proven senders on allowFrom only", async () => {
    const { account, fake } = await run(generation, {
      config: section({ allowFrom: ["ann", "*"] }),
    });
    const client = await account.connect({ senderId: "ann" });
    expect(await client.send("/reset").text()).toBe("You may not use commands here.");
    expect(fake.contexts).toEqual([]);
  });

  it("pairs, and tells those who are approved", async () => {
    const { account, fake } = await run(generation, { config: section({ dmPolicy: "pairing" }) });
    const client = await account.connect({ senderId: "ann" });
    await expect(client.send("hi").result).rejects.toThrow(/ABCD2345/);
    const told = new Promise<string>((resolve) => {
      client.on("message", ({ content }) => resolve(content));
    });
    fake.paired.add("ann");
    await account.plugin.pairing.notifyApproval({ id: "ann" });
    expect(await told).toBe("You have been approved.");
    await client.send("hi").result;
    expect(fake.contexts).toHaveLength(1);
    await account.plugin.pairing.notifyApproval({ id: "gone" });
  });
});

describe("messages nobody asked for", () => {
  it("reach a sender and a group, and nobody is told as an error", async () => {
    const { account, fake } = await run("2026.9", {});
    const client = await account.connect({ senderId: "Ann: 1" });
    const heard: string[] = [];
    const twice = new Promise<void>((resolve) => {
      client.on("message", ({ content, mediaUrls }) => {
        heard.push(content, ...mediaUrls);
        if (heard.length === 3) resolve();
      });
    });
    client.join("Dev");
    await client.send({ content: "x", chatType: "group", groupId: "Dev" }).result;
    const { outbound, messaging } = account.plugin;
    const to = fake.contexts[0]?.OriginatingTo ?? "";
    expect(to).toBe("group:Dev");
    const cfg = fake.config;
    await outbound.sendText({ cfg, to: messaging.normalizeTarget("Ann: 1") ?? "", text: "one" });
    const mediaUrl = `${fake.stateDir}/a.png`;
    await outbound.sendMedia({ cfg, to, text: "two", mediaUrl });
    await twice;
    expect(heard.slice(0, 2)).toEqual(["one", "two"]);
    const nobody = { cfg, to: "user:nobody", text: "x" };
    await expect(outbound.sendText(nobody)).rejects.toThrow("user:nobody is not connected");
    await account.stop();
    await expect(outbound.sendText(nobody)).rejects.toThrow("is not running");
  });
});

describe("a configuration that cannot be", () => {
  it("keeps the channel off, says so once, and waits for the gateway", async () => {
    const { account } = await run("2026.9", { config: section({ port: "a door" }) });
    await account.until(() => account.status.lastError != null);
    expect(account.log).toEqual([
      'error: channels.websocket.port must be a whole number from 0 to 65535, but is "a door". ' +
        "The WebSocket channel stays off until this is mended",
    ]);
    await account.abort();
  });

  it("is told from a port that is taken, which may be free later", async () => {
    const first = await run("2026.9", {});
    await first.account.until(() => typeof first.account.status.port === "number");
    const { port } = first.account.status;
    const { account } = await run("2026.9", { config: section({ port }) });
    await expect(account.ended).rejects.toThrow(/cannot listen on channels\.websocket/);
    running.splice(running.indexOf(account), 1);
  });
});
