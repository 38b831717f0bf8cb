import {
  fromPino,
  redact,
  redactingLogger,
  redactText,
  redactUrl,
  safeCause,
  silentLogger,
  type Logger,
} from "@hawser/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const SECRET = "s3cr3t-t0ken";

describe("redactUrl", () => {
  test.each([
    ["ws://h:1/p", "ws://h:1/p"],
    ["ws://h/p?token=abc&x=1", "ws://h/p?token=[redacted]&x=[redacted]"],
    ["ws://u:p@h/p", "ws://[redacted]@h/p"],
    ["http://h/#token=abc", "http://h/#[redacted]"],
    ["ws://h/?abc", "ws://h/?[redacted]"],
    ["not a url?token=abc", "not a url?token=[redacted]"],
    ["", ""],
  ])("%j", (url, clean) => {
    expect(redactUrl(url)).toBe(clean);
  });

  test("no user info, query value or fragment survives", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const withSecret = new URL(url);
        withSecret.username = SECRET;
        withSecret.searchParams.set("t", SECRET);
        withSecret.hash = SECRET;
        const clean = redactUrl(withSecret.href);
        expect(clean).not.toContain(SECRET);
        expect(clean).toContain(withSecret.host);
      }),
      { numRuns: 30 },
    );
  });
});

describe("redact", () => {
  test("masks strings and bytes under telling names, at any depth", () => {
    const names = [
      "token",
      "authToken",
      "device_token",
      "X-Api-Key",
      "Set-Cookie",
      "password",
      "Authorization",
    ];
    for (const name of names) {
      for (const value of [SECRET, new TextEncoder().encode(SECRET)]) {
        expect(redact({ a: [{ [name]: value }] })).toEqual({ a: [{ [name]: "[redacted]" }] });
      }
    }
  });

  test("leaves counts and flags alone", () => {
    const usage = { maxTokens: 5, inputTokens: 7, token: true, tokenCount: "12" };
    expect(redact(usage)).toEqual(usage);
  });

  test("finds known secrets anywhere, also percent-encoded", () => {
    const secret = "a/b c+d";
    const clean = JSON.stringify(
      redact({ text: `x${secret}y`, url: encodeURIComponent(secret) }, [secret]),
    );
    expect(clean).not.toContain(secret);
    expect(clean).not.toContain(encodeURIComponent(secret));
  });

  test("takes secrets out of URLs and bearer tokens inside texts", () => {
    const text = `GET wss://h/ws?token=${SECRET} failed, Authorization: Bearer ${SECRET}`;
    expect(redactText(text)).toBe(
      "GET wss://h/ws?token=[redacted] failed, Authorization: Bearer [redacted]",
    );
  });

  test.each([
    [`token=${SECRET}`, "token=[redacted]"],
    [`?auth_token=${SECRET}&x=1`, "?auth_token=[redacted]&x=1"],
    [`GRUPR_AGENT_TOKEN="${SECRET}" grupr start`, 'GRUPR_AGENT_TOKEN="[redacted]" grupr start'],
    [`--password=${SECRET}, then`, "--password=[redacted], then"],
    [`X-Api-Key=${SECRET}`, "X-Api-Key=[redacted]"],
    [`bad body {"token":"${SECRET}","n":1}`, 'bad body {"token":"[redacted]","n":1}'],
    [`{"clientSecret" : "${SECRET}"}`, '{"clientSecret" : "[redacted]"}'],
    [`{'jwt': '${SECRET}'}`, "{'jwt': '[redacted]'}"],
    [
      JSON.stringify({ text: JSON.stringify({ token: SECRET, n: 1 }) }),
      JSON.stringify({ text: JSON.stringify({ token: "[redacted]", n: 1 }) }),
    ],
    [`{"token":"${SECRET}`, '{"token":"[redacted]'],
    [`authorization: bearer ${SECRET}`, "authorization: bearer [redacted]"],
  ])("takes what a telling name gives away out of %j", (text, clean) => {
    expect(redactText(text)).toBe(clean);
    expect(redactText(clean)).toBe(clean);
  });

  test.each([
    "wrong token: it has expired, ask for another",
    "the bearer cannot be told, and basic settings are missing",
    "Token required. Connect with ?token=YOUR_TOKEN",
    "pass --token=<token> or set the password",
    "tokens=5 maxTokens=100000 tokenCount=123456",
    '{"tokens":"many of them","secretary":"Ada Lovelace","n":"token"}',
    "Unexpected token '<' in JSON at position 0",
    "isToken=true",
  ])("leaves ordinary words alone: %j", (text) => {
    expect(redactText(text)).toBe(text);
  });

  test("turns errors into plain objects, with their causes", () => {
    const cause = Object.assign(new Error(`ws://h/?t=${SECRET}`), { code: "X", token: SECRET });
    const clean = redact({ error: new Error(`bad ${SECRET}`, { cause }) }, [SECRET]);
    expect(JSON.stringify(clean)).not.toContain(SECRET);
    expect(clean).toMatchObject({
      error: {
        name: "Error",
        message: "bad [redacted]",
        cause: { code: "X", token: "[redacted]" },
      },
    });
  });

  test("copes with anything", () => {
    const loop: Record<string, unknown> = { a: 1 };
    loop["self"] = loop;
    expect(redact(loop)).toEqual({ a: 1, self: "[circular]" });
    const trap = {
      get bad(): never {
        throw new Error("no");
      },
    };
    expect(redact(trap)).toBe("[unreadable]");
    expect(redact(new URL(`ws://h/?t=${SECRET}`))).toBe("ws://h/?t=[redacted]");
    expect(redact(new Map([["token", SECRET]]))).toEqual({ token: "[redacted]" });
    fc.assert(
      fc.property(fc.anything({ withMap: true, withDate: true, withTypedArray: true }), (value) => {
        redact(value);
      }),
    );
  });

  test("a known secret never survives in any string of any value", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string({ minLength: 3 }), (texts, secret) => {
        fc.pre(!"[redacted]".includes(secret));
        const clean = redact(
          texts.map((text) => text + secret),
          [secret],
        ) as string[];
        for (const text of clean) {
          expect(text.replaceAll("[redacted]", "")).not.toContain(secret);
        }
      }),
    );
  });
});

test("safeCause keeps what helps and drops what leaks", () => {
  const error = Object.assign(new TypeError(`Invalid URL ws://h/?t=${SECRET}`), {
    code: "ERR_INVALID_URL",
    input: `ws://h/?t=${SECRET}`,
  });
  const copied = safeCause(error) as Error & Record<string, unknown>;
  expect(copied).toMatchObject({ name: "TypeError", code: "ERR_INVALID_URL" });
  expect(copied["input"]).toBeUndefined();
  expect(`${copied.message}${copied.stack ?? ""}`).not.toContain(SECRET);
});

describe("loggers", () => {
  function recorder(): { logger: Logger; lines: unknown[][] } {
    const lines: unknown[][] = [];
    const write =
      (level: string) =>
      (...rest: unknown[]) =>
        void lines.push([level, ...rest]);
    const logger = {
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
    };
    return { logger, lines };
  }

  test("redactingLogger asks for the secrets at each line", () => {
    const { logger, lines } = recorder();
    let secrets: string[] = [];
    const safe = redactingLogger(logger, () => secrets);
    safe.info("alpha");
    secrets = ["alpha"];
    safe.warn("alpha", { a: "alpha!" });
    expect(lines).toEqual([
      ["info", "alpha"],
      ["warn", "[redacted]", { a: "[redacted]!" }],
    ]);
  });

  test("a logger or a secret source that throws is ignored", () => {
    const boom = (): never => {
      throw new Error("boom");
    };
    redactingLogger({ debug: boom, info: boom, warn: boom, error: boom }).error("x");
    redactingLogger(recorder().logger, boom).error("x");
    expect(redactingLogger(silentLogger)).toBe(silentLogger);
  });

  test("fromPino turns the arguments round", () => {
    const { logger, lines } = recorder();
    const pino = fromPino(logger as unknown as Parameters<typeof fromPino>[0]);
    pino.info("hello", { a: 1 });
    pino.error("oops");
    expect(lines).toEqual([
      ["info", { a: 1 }, "hello"],
      ["error", {}, "oops"],
    ]);
  });
});
