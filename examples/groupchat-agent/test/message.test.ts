import type { RunDetails } from "@hawser/groupchat-runs-client";
import { describe, expect, it } from "vitest";
import { messageFor, sessionKeyFor } from "../src/agent/message.js";

const run: RunDetails = {
  id: "r1",
  taskId: "t1",
  status: "RUNNING",
  taskTitle: "Check the lines",
  prompt: "Check them all",
  owner: { id: "u1", name: "Ada" },
  task: { id: "t1", title: "Check the lines", description: "Fore and aft." },
  activity: [],
};

describe("what the agent is told", () => {
  it("is the task and the instructions", () => {
    expect(messageFor(run)).toBe(
      "Task: Check the lines\n\nFore and aft.\n\nInstructions: Check them all",
    );
  });

  it("does not say the same twice", () => {
    expect(messageFor({ ...run, prompt: run.taskTitle, task: {} })).toBe("Task: Check the lines");
  });

  it("has the thread and the follow-up in it", () => {
    const activity = [
      { type: "comment", author: { name: "Ada" }, body: "It is urgent" },
      { type: "status_change", author: { name: "Bot" }, from: "todo", to: "doing" },
      { authorName: "Bot", body: "Done." },
      { body: "By nobody" },
      { body: " " },
    ];
    const message = messageFor({ ...run, activity, lastFollowUpMessage: "And the log?" });
    expect(message).toContain(
      "What was said so far, oldest first:\n- Ada: It is urgent\n- Bot: Done.\n- Somebody: By nobody\n\n",
    );
    expect(message).toMatch(/Follow-up from Ada: And the log\?$/u);
  });

  it("is bounded: the last twenty entries, each of so many characters", () => {
    const activity = Array.from({ length: 30 }, (_, i) => ({ body: `${i} ${"x".repeat(5000)}` }));
    const message = messageFor({ ...run, activity });
    expect(message).not.toContain("- Somebody: 9 x");
    expect(message).toContain("- Somebody: 10 x");
    expect(message.length).toBeLessThan(20 * 2100);
  });
});

describe("the session", () => {
  it("is one for each task", () => {
    expect(sessionKeyFor(run, "main")).toBe("agent:main:groupchat:t1");
    const { taskId: _, ...bare } = run;
    expect(sessionKeyFor(bare, "ops")).toBe("agent:ops:groupchat:t1");
    expect(sessionKeyFor({ ...bare, task: {} }, "ops")).toBe("agent:ops:groupchat:r1");
  });
});
