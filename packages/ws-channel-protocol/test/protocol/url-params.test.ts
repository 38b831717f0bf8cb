import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  authRequestBody,
  channelUrl,
  CHANNEL_SUBPROTOCOL,
  readTokenSubprotocol,
  readUrlParams,
  tokenSubprotocols,
} from "../../src/index.js";

const BASE = "ws://127.0.0.1:18800/ws";

describe("URL parameters", () => {
  it("are written as upstream documents them", () => {
    expect(channelUrl(BASE, { senderId: "user123", senderName: "John Doe" })).toBe(
      `${BASE}?senderId=user123&senderName=John+Doe`,
    );
    expect(readUrlParams("?senderId=user123&senderName=John%20Doe")).toEqual({
      senderId: "user123",
      senderName: "John Doe",
      all: { senderId: "user123", senderName: "John Doe" },
    });
  });

  it("keep what the URL has already, unless it is given anew", () => {
    const url = channelUrl(`${BASE}?tenant=a&senderId=old`, {
      senderId: "new",
      params: { tokenType: "jwt", missing: undefined },
    });
    expect(readUrlParams(new URL(url).searchParams).all).toEqual({
      tenant: "a",
      senderId: "new",
      tokenType: "jwt",
    });
  });

  it("survive the way there", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.dictionary(text, text),
        (senderId, senderName, token, params) => {
          const url = new URL(channelUrl(BASE, { senderId, senderName, token, params }));
          expect(readUrlParams(url.search)).toEqual({
            senderId,
            senderName,
            token,
            all: Object.fromEntries(Object.entries({ ...params, senderId, senderName, token })),
          });
        },
      ),
    );
  });

  it("count as missing when they are empty, and once when they come twice", () => {
    expect(readUrlParams("token=&senderId=a&senderId=b")).toEqual({
      senderId: "a",
      all: { token: "", senderId: "a" },
    });
  });

  it("cannot reach an object's prototype", () => {
    const { all } = readUrlParams("__proto__=x&constructor=y");
    expect(Object.getPrototypeOf(all)).toBe(Object.prototype);
    expect(Object.keys(all)).toEqual(["__proto__", "constructor"]);
  });

  it("are posted to the auth service with a token type", () => {
    expect(authRequestBody({ senderId: "a" }, "t")).toEqual({
      tokenType: "local",
      senderId: "a",
      token: "t",
    });
    expect(authRequestBody({ tokenType: "jwt" }, "t")).toMatchObject({ tokenType: "jwt" });
  });
});

describe("the token subprotocol", () => {
  it("carries any token in characters that a header may hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (token) => {
        const [first, second] = tokenSubprotocols(token);
        expect(first).toBe(CHANNEL_SUBPROTOCOL);
        expect(second).toMatch(/^bearer\.[\w-]+$/);
        expect(readTokenSubprotocol([first, second])).toBe(token);
      }),
    );
  });

  it.each([
    [[]],
    [["ws-channel"]],
    [["ws-channel", "bearer."]],
    [["bearer.%%%"]],
    [["bearer.gICA"]],
  ])("finds none in %j", (protocols) => {
    expect(readTokenSubprotocol(protocols)).toBeUndefined();
  });
});
