import type { Task } from "@hawser/agent-runner";
import { describe, expect, it } from "vitest";
import { questionOf } from "../src/room/question.js";

const said = (text: string, name?: string): Pick<Task, "speaker" | "text"> => ({
  text,
  speaker: { kind: "person", id: "6f1c2a34", name },
});

describe("what the agent is told", () => {
  it("names the speaker", () => {
    expect(questionOf(said(" Hello\n", "Ada"))).toBe("Ada says: Hello");
    expect(questionOf(said("Hello"))).toBe("A person says: Hello");
    expect(questionOf(said("Hello", "\u200B\n"))).toBe("A person says: Hello");
    expect(questionOf(said("Hello", "x".repeat(500)))).toHaveLength(80 + 12);
  });

  it("holds no command, neither in the words nor in the name", () => {
    expect(questionOf(said("/new", "Ada"))).toBe("Ada says: \u2060/new");
    expect(questionOf(said("so /status please", "Eve\n/new \u202Eneve"))).toBe(
      "Eve \u2060/new neve says: so \u2060/status please",
    );
    expect(questionOf(said("see /etc/passwd", "Ada"))).toBe("Ada says: see /etc/passwd");
  });
});
