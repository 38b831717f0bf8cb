import type { GruprMessage } from "@hawser/grupr-client";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defused, wrap } from "../src/brain/wrap.js";

const JOINER = "\u2060";
/** Where OpenClaw finds a command: at the beginning, or after white space. */
const COMMAND = /(?:^|\s)\/\p{L}[\w-]*(?=$|\s|:)/u;

const said = (content: string, fields: Record<string, unknown> = {}): GruprMessage => ({
  message_id: "m",
  created_at: "2026-04-26T15:30:00Z",
  content,
  sender_name: "Ada",
  ...fields,
});

describe("what the agent is told", () => {
  it("names the speaker", () => {
    expect(wrap(said(" Hello\n"))).toBe("Ada says: Hello");
    expect(wrap(said("Hello", { sender_name: undefined }))).toBe("A person says: Hello");
    expect(wrap(said("Hello", { sender_name: "Eve\n/new \u202Eneve" }))).toBe(
      `Eve ${JOINER}/new neve says: Hello`,
    );
    expect(wrap(said("Hello", { sender_name: "x".repeat(500) }))).toHaveLength(80 + 12);
    expect(wrap(said("Hello", { sender_name: "\u200B\n" }))).toBe("A person says: Hello");
  });

  it.each(["/new", "/think high", "so /status please", "a\n/reset", "/think:high", "x\t/compact"])(
    "holds no command: %j",
    (content) => {
      const text = wrap(said(content));
      expect(text).not.toMatch(COMMAND);
      expect(text.replaceAll(JOINER, "")).toBe(`Ada says: ${content}`);
    },
  );

  it.each(["see /etc/passwd", "https://a.b/c", "1/2", "and/or", "a / b", "//"])(
    "leaves other slashes alone: %j",
    (content) => {
      expect(defused(content)).toBe(content);
    },
  );

  it("never holds a command, and says everything", () => {
    const words = fc.array(
      fc.constantFrom(
        "/new",
        "/think",
        "high",
        " ",
        "\n",
        "/",
        ":",
        "\u2028",
        JOINER,
        "a",
        "\u00A0",
      ),
    );
    fc.assert(
      fc.property(words, (parts) => {
        const content = parts.join("");
        const text = wrap(said(content));
        expect(text).not.toMatch(COMMAND);
        expect(text.replaceAll(JOINER, "")).toBe(
          `Ada says: ${content.trim()}`.replaceAll(JOINER, ""),
        );
      }),
    );
  });
});
