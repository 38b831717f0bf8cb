import type { Source, SourceTask } from "@hawser/agent-runner";
import { openclawCliAgent } from "@hawser/agent-runner/openclaw-cli";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { putOpenClaw } from "../src/openclaw-command.js";
import { useRunners } from "../src/runners.js";
import type { Stage } from "../src/stage.js";

/** The real `openclaw` command as a runner's agent. It takes its seconds a call. */
export function runnerCliScenarios(stage: () => Stage): void {
  describe("the openclaw command as an agent", () => {
    const run = useRunners();
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "hawser-e2e-cli-"));
      await putOpenClaw(folder, stage().gateway);
    });
    afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

    it("answers, says that its model failed, and is ended when nobody wants its answer", async () => {
      const { gateway, llm } = stage();
      const wanted = new AbortController();
      let goOn = (): void => undefined;
      const answered = new Promise<void>((resolve) => (goOn = resolve));
      const replies = new Map<string, string>();
      const task = (text: string, signal?: AbortSignal): SourceTask => ({
        id: text,
        conversation: text,
        text,
        speaker: { kind: "person", name: "Ada" },
        reply: ({ text: answer }) => void replies.set(text, answer),
        fail: () => undefined,
        skip: () => undefined,
        ...(signal !== undefined && { signal }),
      });
      const source: Source = {
        name: "desk",
        async *tasks() {
          yield task("SAY:by command\n/new");
          yield task("FAIL:400");
          // 2026.3 works the turns of an agent one after the other, also one whose command was ended.
          await answered;
          yield task("SAY:unwanted", wanted.signal);
        },
      };
      llm.hold({ match: "SAY:unwanted" });
      const running = run({
        source,
        agent: openclawCliAgent({
          command: join(folder, "openclaw"),
          // Nothing of the tests: openclaw behaves differently under vitest.
          env: { PATH: process.env["PATH"], OPENCLAW_GATEWAY_TOKEN: gateway.token },
        }),
      });
      await running.until("ended", 2, 120_000);
      goOn();
      await llm.waitFor((r) => r.text.includes("SAY:unwanted"), { timeoutMs: 120_000 });
      wanted.abort();
      const ended = await running.until("ended", 3, 120_000);
      llm.release();
      // Each conversation has a memory of its own.
      const asked = llm.requests.findLast((r) => r.text.includes("SAY:unwanted"));
      expect(JSON.stringify(asked?.messages)).not.toContain("by command");
      const outcomes = ended.map(({ task: { id }, outcome, error }) => [id, outcome, error]);
      expect(Object.fromEntries(outcomes.map(([id, ...how]) => [id, how]))).toEqual({
        "SAY:by command\n/new": ["replied", undefined],
        // Nothing tells such a reply from a good one.
        "FAIL:400":
          stage().protocol === 3
            ? ["replied", undefined]
            : ["failed", expect.objectContaining({ code: "AGENT_FAILED" })],
        "SAY:unwanted": ["stopped", expect.anything()],
      });
      expect(replies.get("SAY:by command\n/new")).toBe("by command");
      expect(replies.has("SAY:unwanted")).toBe(false);
    }, 300_000);
  });
}
