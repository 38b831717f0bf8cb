import { messageText } from "@hawser/gateway-client";
import { describe, expect, it } from "vitest";
import { useClients } from "../src/clients.js";
import { follow, followLive } from "../src/follow.js";
import type { Stage } from "../src/stage.js";

const ONE_PIXEL_PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** What a dashboard shows: who works on what, and events as they come. */
export function trackerScenarios(stage: () => Stage): void {
  describe("a dashboard", () => {
    const clients = useClients(stage);

    it("sees the runs of others begin and end, and the agent work and rest", async () => {
      const { llm } = stage();
      const [dashboard, worker] = [await clients.connect(), await clients.connect()];
      const sessionKey = stage().session("seen");
      const mine = (): number => dashboard.runs.find({ sessionKey }).length;
      expect(mine()).toBe(0);
      await expect.poll(() => dashboard.presence.get("main")?.state).toBe("idle");
      llm.hold({ match: "SLOW:9x30 seen", afterChunks: 3 });
      const run = worker.chat.run({ sessionKey, message: "SLOW:9x30 seen" });
      const live = followLive(run);
      await live.until((shown) => shown.startsWith("w1"));
      await expect.poll(mine).toBe(1);
      await expect.poll(() => dashboard.presence.get("main")?.state).toBe("active");
      llm.release();
      await live.done;
      await expect.poll(mine).toBe(0);
      expect(dashboard.runs.get(run.runId)?.status).toBe("done");
      await expect.poll(() => dashboard.presence.get("main")?.state).not.toBe("active");
    });

    it("reads the events of a run as a stream", async () => {
      const client = await clients.connect();
      const sessionKey = stage().session("events");
      const controller = new AbortController();
      const events = client.events("chat", { signal: controller.signal });
      const run = follow(client.chat.run({ sessionKey, message: "SLOW:6x40" }));
      const states: string[] = [];
      for await (const event of events) {
        if (event.sessionKey !== sessionKey) continue;
        states.push(event.state);
        if (event.state === "final") break;
      }
      expect(states.filter((state) => state === "delta").length).toBeGreaterThan(0);
      expect(states.at(-1)).toBe("final");
      await run;
      controller.abort();
    });

    it("sends a picture along", async () => {
      const client = await clients.connect();
      const sessionKey = stage().session("picture");
      const { result } = await follow(
        client.chat.run({
          sessionKey,
          message: "SAY:seen",
          attachments: [
            { type: "image", mimeType: "image/png", fileName: "dot.png", content: ONE_PIXEL_PNG },
          ],
        }),
      );
      expect(result).toMatchObject({ status: "final", text: "seen" });
      const { messages } = await client.chat.history({ sessionKey });
      expect(messages.map(messageText).join(" ")).toContain("SAY:seen");
    });
  });
}
