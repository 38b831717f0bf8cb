import { describe, expect, test } from "vitest";
import { checkUrl as check } from "../src/address/check-url.js";
import { defaultUrl } from "../src/address/default-url.js";
import type { Peer } from "../src/address/peer.js";

const SERVER: Peer = { name: "server", port: 18800, path: "/ws" };
const GATEWAY: Peer = { name: "gateway", port: 18789, path: "/" };

const plain = { protocol: "http:" };
const secure = { protocol: "https:" };

function checkUrl(typed: string, page: { readonly protocol: string }): ReturnType<typeof check> {
  return check(typed, page, SERVER);
}

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

describe("a gateway's address", () => {
  test.each([
    ["127.0.0.1:18789", "ws://127.0.0.1:18789/"],
    ["https://gw.example/x", "wss://gw.example/x"],
  ])("%s", (typed, url) => {
    expect(check(typed, plain, GATEWAY)).toEqual({ url });
  });

  test.each([
    ["", "http:", "gateway"],
    ["ws://a b", "http:", "ws://host:18789."],
    ["ftp://x", "http:", "ws://"],
    ["ws://x/?token=secret", "http:", "its own field"],
    ["ws://gw.example", "https:", "wss:// gateways"],
  ])("%j is refused on %s pages, in words", (typed, protocol, words) => {
    expect(check(typed, { protocol }, GATEWAY)).toEqual({
      problem: expect.stringContaining(words),
    });
  });
});

test("the form first leads to where the page came from, or where the build says", () => {
  const page = { protocol: "https:", hostname: "chat.example" };
  const nothing = { url: undefined, port: undefined };
  expect(defaultUrl(SERVER, page, nothing)).toBe("wss://chat.example:18800/ws");
  expect(defaultUrl(SERVER, page, { url: "", port: "9" })).toBe("wss://chat.example:9/ws");
  expect(defaultUrl(GATEWAY, { ...page, protocol: "http:" }, nothing)).toBe(
    "ws://chat.example:18789/",
  );
  expect(defaultUrl(GATEWAY, page, { url: "ws://gw:1/", port: "9" })).toBe("ws://gw:1/");
});
