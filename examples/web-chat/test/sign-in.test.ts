import { describe, expect, test } from "vitest";
import { checkUrl } from "../src/sign-in/check-url.js";

const plain = { protocol: "http:" };
const secure = { protocol: "https:" };

describe("the server's address", () => {
  test.each([
    ["ws://127.0.0.1:18800/ws", "ws://127.0.0.1:18800/ws"],
    [" 127.0.0.1:18800 ", "ws://127.0.0.1:18800/ws"],
    ["http://chat.example.com", "ws://chat.example.com/ws"],
    ["https://chat.example.com/line", "wss://chat.example.com/line"],
    ["wss://chat.example.com/ws?tenant=a", "wss://chat.example.com/ws?tenant=a"],
  ])("%s", (typed, url) => {
    expect(checkUrl(typed, plain)).toEqual({ url });
  });

  test("a page over https takes wss where nothing is said, and ws only to this machine", () => {
    expect(checkUrl("chat.example.com", secure)).toEqual({ url: "wss://chat.example.com/ws" });
    expect(checkUrl("ws://localhost:18800", secure)).toEqual({ url: "ws://localhost:18800/ws" });
    expect(checkUrl("ws://chat.example.com", secure)).toHaveProperty("problem");
  });

  test.each(["", "  ", "ftp://example.com", "ws://", "ws://a b"])("%j is none", (typed) => {
    expect(checkUrl(typed, plain)).toHaveProperty("problem");
  });

  test("a token has no place in it", () => {
    const { problem } = checkUrl("ws://h/ws?token=secret", plain) as { problem: string };
    expect(problem).toContain("its own field");
    expect(problem).not.toContain("secret");
  });
});
