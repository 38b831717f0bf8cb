import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { llmWords, startLlm, type Llm } from "../src/llm/index.js";

interface Chunk {
  choices: {
    delta: { content?: string; role?: string; tool_calls?: ToolDelta[] };
    finish_reason: string | null;
  }[];
  usage?: { total_tokens: number };
}
interface ToolDelta {
  index: number;
  id?: string;
  function: { name?: string; arguments: string };
}

let llm: Llm;
beforeEach(async () => {
  llm = await startLlm();
});
afterEach(() => llm.close());

function ask(content: unknown, extra: object = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${llm.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "echo-1",
      stream: true,
      messages: [
        { role: "system", content: "SAY:never me" },
        { role: "user", content },
      ],
      ...extra,
    }),
    ...(signal && { signal }),
  });
}

async function chunks(response: Response): Promise<Chunk[]> {
  const events = (await response.text()).split("\n\n").filter((event) => event !== "");
  expect(events.pop()).toBe("data: [DONE]");
  return events.map((event) => JSON.parse(event.replace(/^data: /, "")) as Chunk);
}

function textOf(all: Chunk[]): string {
  return all.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
}

describe("replies", () => {
  it("streams the echo of the last user text, then why it stopped, then the token counts", async () => {
    const all = await chunks(await ask("hello there", { stream_options: { include_usage: true } }));
    expect(textOf(all)).toBe("echo: hello there");
    expect(all[0]?.choices[0]?.delta.role).toBe("assistant");
    expect(all.at(-2)?.choices[0]?.finish_reason).toBe("stop");
    expect(all.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 7 } });
  });

  it("sends no token counts to who did not ask for them", async () => {
    const all = await chunks(await ask("hello"));
    expect(all.every((chunk) => chunk.usage === undefined)).toBe(true);
  });

  it("answers without a stream too, content blocks included", async () => {
    const response = await ask([{ type: "text", text: "hi" }], { stream: false });
    expect(await response.json()).toMatchObject({
      object: "chat.completion",
      choices: [{ message: { role: "assistant", content: "echo: hi" }, finish_reason: "stop" }],
    });
  });

  it("gives equal bytes for equal conversations", async () => {
    const other = await startLlm();
    const first = await (await ask("SLOW:3x0")).text();
    const second = await fetch(`${other.url}/chat/completions`, {
      method: "POST",
      body: JSON.stringify({
        model: "echo-1",
        stream: true,
        messages: [{ role: "user", content: "SLOW:3x0" }],
      }),
    });
    expect(await second.text()).toBe(first);
    await other.close();
  });

  it.each([
    [
      "protocol 3",
      [
        'Sender (untrusted metadata):\n```json\n{"label": "gateway-client"}\n```\n\n[Sat 2026-11-21 08:52 UTC] hello',
      ],
    ],
    [
      "protocol 4",
      [
        "[Sat 2026-11-21 09:11 UTC] hello\n\nRuntime: agent=main | session=agent:main:x",
        "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\nnone\n<<<END_OPENCLAW_INTERNAL_CONTEXT>>>",
      ],
    ],
  ])("leaves out what a gateway of %s wraps around the user's words", async (_, texts) => {
    const messages = texts.map((content) => ({ role: "user", content }));
    expect(textOf(await chunks(await ask("", { messages })))).toBe("echo: hello");
    expect(llm.requests[0]?.text).toBe("hello");
  });

  it.each([
    ["SLOW:4x1", "w1 w2 w3 w4"],
    ["please SAY:just this\nand not that", "just this"],
    ["EMPTY:", ""],
    ["LEN:11", "w1 w2 w3 w4"],
    ["LEN:9", "w1 w2 w3."],
    ["FAIL:abc", "echo: FAIL:abc"],
    ["TOOL:x {not json}", "echo: TOOL:x {not json}"],
  ])("%s", async (text, reply) => {
    expect(textOf(await chunks(await ask(text)))).toBe(reply);
  });

  it("paces SLOW", async () => {
    const started = performance.now();
    await (await ask("SLOW:4x20")).text();
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });

  it("gives LEN exactly so many characters, in several pieces", async () => {
    const all = await chunks(await ask("LEN:5000"));
    expect(textOf(all)).toHaveLength(5000);
    expect(llm.requests[0]?.chunksSent).toBe(5);
    expect(llmWords(2000).startsWith(textOf(all))).toBe(true);
  });

  it("fails with the status asked for", async () => {
    const response = await ask("FAIL:400");
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
    expect(llm.requests[0]?.state).toBe("failed");
  });

  it("breaks the connection in mid-stream for CUT", async () => {
    const response = await ask("CUT:2");
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(llm.requests[0]).toMatchObject({ state: "failed", chunksSent: 2 });
  });

  it("can be answered by a function", async () => {
    const own = await startLlm({
      reply: (request) => (request.text === "a" ? "own b" : undefined),
    });
    const saved = llm;
    llm = own;
    expect(textOf(await chunks(await ask("a")))).toBe("own b");
    expect(textOf(await chunks(await ask("c")))).toBe("echo: c");
    llm = saved;
    await own.close();
  });
});

describe("tools", () => {
  const call = 'TOOL:exec {"command":"echo \\"}\\" {"} and more';

  it("streams a tool call in pieces that join to its arguments", async () => {
    const all = await chunks(await ask(call));
    const deltas = all.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(deltas[0]).toMatchObject({
      index: 0,
      id: "call_chatcmpl_1_0",
      function: { name: "exec" },
    });
    const json = deltas.map((delta) => delta.function.arguments).join("");
    expect(JSON.parse(json)).toEqual({ command: 'echo "}" {' });
    expect(all.at(-1)?.choices[0]?.finish_reason).toBe("tool_calls");
  });

  it("echoes the result once the tool was called", async () => {
    const messages = [
      { role: "user", content: call },
      { role: "assistant", content: null, tool_calls: [] },
      { role: "tool", tool_call_id: "call_chatcmpl_1_0", content: "42" },
    ];
    expect(textOf(await chunks(await ask("", { messages })))).toBe("echo: 42");
  });

  it("calls the tool in a whole completion", async () => {
    const tools = [{ type: "function", function: { name: "exec" } }];
    const response = await ask('TOOL:exec {"a":1}', { stream: false, tools });
    expect(await response.json()).toMatchObject({
      choices: [
        {
          message: { content: null, tool_calls: [{ function: { arguments: '{"a":1}' } }] },
          finish_reason: "tool_calls",
        },
      ],
    });
    expect(llm.requests[0]?.tools).toEqual(["exec"]);
  });
});

describe("holding", () => {
  it("stops after so many pieces until released, and counts who waits", async () => {
    llm.hold({ afterChunks: 2, match: "SLOW" });
    const answer = ask("SLOW:4x0").then(chunks);
    const held = await llm.waitFor((request) => request.state === "held");
    expect(held.chunksSent).toBe(2);
    expect(textOf(await chunks(await ask("not held")))).toBe("echo: not held");
    llm.release();
    expect(textOf(await answer)).toBe("w1 w2 w3 w4");
    expect(llm.requests.map((request) => request.state)).toEqual(["done", "done"]);
  });

  it("holds before the first byte by default, whole completions included", async () => {
    llm.hold();
    const answer = ask("x", { stream: false });
    await llm.waitFor((request) => request.state === "held");
    llm.release();
    expect((await answer).status).toBe(200);
  });

  it("sees a caller that hangs up", async () => {
    llm.hold({ afterChunks: 1 });
    const controller = new AbortController();
    const answer = ask("SLOW:3x0", {}, controller.signal).then((response) => response.text());
    await llm.waitFor((request) => request.state === "held");
    controller.abort();
    await expect(answer).rejects.toThrow();
    const aborted = await llm.waitFor((request) => request.state === "aborted");
    expect(aborted.chunksSent).toBe(1);
  });

  it("says what came when nothing matches", async () => {
    await (await ask("hello")).text();
    const wait = llm.waitFor((request) => request.text === "other", { timeoutMs: 5 });
    await expect(wait).rejects.toThrow('1 came, last done "hello"');
  });
});

describe("the server", () => {
  it("lists its models", async () => {
    const response = await fetch(`${llm.url}/models`);
    expect(await response.json()).toMatchObject({ object: "list", data: [{ id: "echo-1" }] });
  });

  it("refuses other paths and bodies", async () => {
    expect((await fetch(`${llm.url}/embeddings`)).status).toBe(404);
    const response = await fetch(`${llm.url}/chat/completions`, { method: "POST", body: "{" });
    expect(response.status).toBe(400);
    expect(llm.requests).toHaveLength(0);
  });

  it("closes at once, twice, with a reply in flight", async () => {
    llm.hold({ afterChunks: 1 });
    const answer = ask("SLOW:3x0").then((response) => response.text());
    const refused = expect(answer).rejects.toThrow();
    await llm.waitFor((request) => request.state === "held");
    await Promise.all([llm.close(), llm.close()]);
    await refused;
  });
});
