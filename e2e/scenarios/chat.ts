import { llmWords } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import { useClients } from "../src/clients.js";
import { follow, followLive } from "../src/follow.js";
import type { Stage } from "../src/stage.js";

/** Messages and their replies while nothing goes wrong on the wire. */
export function chatScenarios(stage: () => Stage): void {
  describe("chat", () => {
    const clients = useClients(stage);

    it("streams a reply", async () => {
      const client = await clients.connect();
      const run = client.chat.run({ sessionKey: stage().session("stream"), message: "SLOW:20x60" });
      const { shown, events, result } = await follow(run);
      expect(result).toMatchObject({ status: "final", text: llmWords(20), runId: run.runId });
      expect(shown).toBe(llmWords(20));
      expect(events.filter((event) => event.type === "text").length).toBeGreaterThan(2);
      expect(events.filter((event) => event.type === "resync")).toEqual([]);
    });

    it("brings a long reply whole", async () => {
      const client = await clients.connect();
      const run = client.chat.run({ sessionKey: stage().session("long"), message: "LEN:59999" });
      const { shown, result } = await follow(run);
      expect(result.text).toHaveLength(59_999);
      expect(llmWords(20_000).startsWith(result.text)).toBe(true);
      expect(shown).toBe(result.text);
    });

    it("keeps runs of several sessions apart", async () => {
      const client = await clients.connect();
      const lengths = [3, 7, 11, 15];
      const runs = lengths.map((n) =>
        client.chat.run({ sessionKey: stage().session("many"), message: `SLOW:${n}x30` }),
      );
      const followed = await Promise.all(runs.map((run) => follow(run)));
      expect(followed.map(({ shown }) => shown)).toEqual(lengths.map((n) => llmWords(n)));
      expect(client.chat.active).toBe(0);
    });

    it("stops a reply, and the model with it", async () => {
      const { llm } = stage();
      const client = await clients.connect();
      const message = "SLOW:50x40 stop";
      llm.hold({ match: message, afterChunks: 10 });
      const run = client.chat.run({ sessionKey: stage().session("abort"), message });
      const live = followLive(run);
      await live.until((shown) => shown.startsWith("w1"));
      await run.abort();
      const { shown, result } = await live.done;
      llm.release();
      expect(result.status).toBe("aborted");
      expect(llmWords(50).startsWith(shown)).toBe(true);
      expect(result.text).toBe(shown);
      await llm.waitFor((request) => request.text === message && request.state === "aborted");
    });

    it("reads along with a run that another client began, from the middle to the end", async () => {
      const { llm } = stage();
      const [asking, reading] = [await clients.connect(), await clients.connect()];
      const message = "SLOW:40x40 read along";
      llm.hold({ match: message, afterChunks: 20 });
      const run = asking.chat.run({ sessionKey: stage().session("along"), message });
      await followLive(run).until((shown) => shown.includes("w10"));
      const { sessionKey, runId } = run;
      const along = follow(reading.chat.follow({ sessionKey, runId }));
      llm.release();
      const { shown, result } = await along;
      expect(result).toMatchObject({ status: "final", text: llmWords(40), runId });
      expect(shown).toBe(llmWords(40));
      const late = await follow(reading.chat.follow({ sessionKey, runId }));
      expect(late.result).toMatchObject({ status: "final", text: llmWords(40) });
    });

    it("stops a run that another client began", async () => {
      const { llm } = stage();
      const [asking, reading] = [await clients.connect(), await clients.connect()];
      const message = "SLOW:50x40 stop along";
      llm.hold({ match: message, afterChunks: 10 });
      const run = asking.chat.run({ sessionKey: stage().session("along-stop"), message });
      await followLive(run).until((shown) => shown.startsWith("w1"));
      const { sessionKey, runId } = run;
      const along = reading.chat.follow({ sessionKey, runId });
      await along.abort();
      expect((await along.result).status).toBe("aborted");
      expect((await run.result).status).toBe("aborted");
      llm.release();
    });

    it("stops a reply through a signal", async () => {
      const { llm } = stage();
      const client = await clients.connect();
      const controller = new AbortController();
      llm.hold({ match: "by signal" });
      const run = client.chat.run(
        { sessionKey: stage().session("signal"), message: "by signal" },
        { signal: controller.signal },
      );
      await llm.waitFor((request) => request.text === "by signal" && request.state === "held");
      controller.abort();
      expect((await run.result).status).toBe("aborted");
      llm.release();
    });

    it("says that the model failed", async () => {
      const client = await clients.connect();
      const run = client.chat.run({ sessionKey: stage().session("fail"), message: "FAIL:400" });
      const { result } = await follow(run);
      expect(result.status).toBe("error");
      expect(result.error?.message).toMatch(/400|rejected/);
    });

    it("shows the agent's tool calls", async () => {
      const client = await clients.connect();
      const message = 'TOOL:process {"action":"list"}';
      const run = client.chat.run({ sessionKey: stage().session("tool"), message });
      const { events, result } = await follow(run);
      const tools = events.filter((event) => event.type === "tool");
      expect(tools[0]).toMatchObject({ phase: "start", name: "process", args: { action: "list" } });
      expect(tools.at(-1)).toMatchObject({ phase: "result", name: "process", isError: false });
      expect(result).toMatchObject({ status: "final", text: expect.stringMatching(/^echo: \S/) });
    });

    it("gives each of two messages to a busy session its own reply", async () => {
      const { llm } = stage();
      const client = await clients.connect();
      const sessionKey = stage().session("busy");
      llm.hold({ match: "SAY:first", afterChunks: 1 });
      const first = followLive(client.chat.run({ sessionKey, message: "SAY:first reply, held" }));
      await first.until((shown) => shown === "first");
      const second = follow(client.chat.run({ sessionKey, message: "SAY:second reply" }));
      // The gateway must have taken the second message in while the first is still being answered.
      await expect.poll(() => client.chat.active).toBe(2);
      await client.chat.history({ sessionKey });
      llm.release();
      const [one, two] = await Promise.all([first.done, second]);
      expect(one.result).toMatchObject({ status: "final", text: "first reply, held" });
      expect(one.shown).toBe("first reply, held");
      expect(two.result).toMatchObject({ status: "final", text: "second reply" });
      expect(two.shown).toBe("second reply");
    });

    it("gives messages of two clients to one busy session their own replies", async () => {
      const { llm } = stage();
      const [a, b] = [await clients.connect(), await clients.connect()];
      const sessionKey = stage().session("busy2");
      llm.hold({ match: "SAY:from a", afterChunks: 1 });
      const first = followLive(a.chat.run({ sessionKey, message: "SAY:from a to the end" }));
      await first.until((shown) => shown === "from");
      const second = follow(b.chat.run({ sessionKey, message: "SAY:for b alone" }));
      await b.chat.history({ sessionKey });
      llm.release();
      const [one, two] = await Promise.all([first.done, second]);
      expect([one.shown, one.result.text]).toEqual(["from a to the end", "from a to the end"]);
      expect([two.shown, two.result.text]).toEqual(["for b alone", "for b alone"]);
    });

    it("lets two clients watch one session", async () => {
      const [a, b] = [await clients.connect(), await clients.connect()];
      const sessionKey = stage().session("watched");
      const heard: string[] = [];
      const ended = new Promise<void>((resolve) => {
        b.on("chat", (event) => {
          if (event.sessionKey !== sessionKey) return;
          heard.push(event.state);
          if (event.state === "final") resolve();
        });
      });
      const { result } = await follow(a.chat.run({ sessionKey, message: "SLOW:10x60" }));
      await ended;
      expect(heard).toContain("delta");
      expect(result.text).toBe(llmWords(10));
    });

    it("works a message once, however often it is sent", async () => {
      const { llm } = stage();
      const client = await clients.connect();
      const params = {
        sessionKey: stage().session("once"),
        message: "only once",
        idempotencyKey: `once-${stage().gateway.port}-${Date.now()}`,
      };
      llm.hold({ match: "only once" });
      const run = client.chat.run(params);
      await llm.waitFor((request) => request.text === "only once");
      await client.chat.send(params);
      await client.chat.send(params);
      llm.release();
      expect((await run.result).text).toBe("echo: only once");
      await client.chat.send(params);
      expect(llm.requests.filter((request) => request.text === "only once")).toHaveLength(1);
    });
  });
}
