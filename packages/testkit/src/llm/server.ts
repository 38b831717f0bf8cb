import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { errorBody, modelList } from "./completion.js";
import { replyTo } from "./directives.js";
import { Exchange } from "./exchange.js";
import { Gate } from "./gate.js";
import { parseRequest, readBody } from "./request.js";
import type { Llm, LlmOptions, LlmReply, LlmRequest } from "./types.js";
import { textParts } from "./words.js";

/**
 * Starts an OpenAI-compatible model server (`/v1/chat/completions`, streamed or whole, and
 * `/v1/models`) that always answers the same request the same way: with `echo: <last user text>`,
 * unless that text holds a directive (the first one counts):
 *
 * - `SLOW:<words>x<ms>` — so many numbered words ("w1 w2 …"), one each `ms`
 * - `LEN:<chars>` — numbered words, exactly so many characters
 * - `SAY:<text>` — the rest of the line
 * - `TOOL:<name> <json>` — calls that tool, then echoes its result
 * - `FAIL:<status>` — fails with that HTTP status
 * - `CUT:<words>` — breaks the connection after so many words
 * - `EMPTY:` — an empty reply
 *
 * @throws the listen error when the port is taken.
 */
export async function startLlm(options: LlmOptions = {}): Promise<Llm> {
  const { port = 0, host = "127.0.0.1", chunkDelayMs = 0, models = ["echo-1"] } = options;
  const requests: LlmRequest[] = [];
  const gate = new Gate();
  const watchers = new Set<() => void>();
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher();
  };

  const complete = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const read = parseRequest(requests.length + 1, await readBody(message));
    if (read === undefined) return sendJson(response, 400, errorBody(400, "messages are required"));
    const { request, withUsage } = read;
    requests.push(request);
    const exchange = new Exchange({ request, response, gate, changed });
    changed();
    await exchange.send(chooseReply(request, options), { delayMs: chunkDelayMs, withUsage });
  };

  const server = createServer((message, response) => {
    const path = (message.url ?? "").split("?", 1)[0];
    if (message.method === "GET" && path === "/v1/models") {
      sendJson(response, 200, modelList(models));
    } else if (message.method === "POST" && path === "/v1/chat/completions") {
      complete(message, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, errorBody(500, String(error)));
      });
    } else {
      sendJson(response, 404, errorBody(404, `no such path: ${message.method} ${path}`));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });

  const bound = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closing;
  };
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}/v1`,
    port: bound,
    requests,
    hold: (hold = {}) => gate.hold(hold),
    release: () => gate.release(),
    waitFor: (match, { timeoutMs = 30_000 } = {}) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          clearTimeout(timer);
          watchers.delete(look);
        };
        const look = (): void => {
          try {
            const found = requests.find((request) => match(request));
            if (found === undefined) return;
            settle();
            resolve(found);
          } catch (error) {
            settle();
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        };
        const timer = setTimeout(() => {
          settle();
          reject(new Error(`no model request matched within ${timeoutMs} ms: ${list(requests)}`));
        }, timeoutMs);
        watchers.add(look);
        look();
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function chooseReply(request: LlmRequest, options: LlmOptions): LlmReply {
  const chosen = options.reply?.(request) ?? replyTo(request.text, request.messages);
  if (typeof chosen !== "string") return chosen;
  return { type: "parts", parts: textParts(chosen).map((text) => ({ type: "text", text })) };
}

function list(requests: readonly LlmRequest[]): string {
  const last = requests.slice(-5).map((r) => `${r.state} ${JSON.stringify(r.text.slice(0, 60))}`);
  return requests.length === 0
    ? "there was none"
    : `${requests.length} came, last ${last.join("; ")}`;
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
