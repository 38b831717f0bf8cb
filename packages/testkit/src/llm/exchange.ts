import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import {
  completionHead,
  completionUsage,
  errorBody,
  finishChunk,
  partChunks,
  roleChunk,
  usageChunk,
  wholeCompletion,
} from "./completion.js";
import type { Gate } from "./gate.js";
import type { LlmPart, LlmReply, LlmRequest, LlmRequestState } from "./types.js";
import { contentText } from "./user-text.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Sends one reply. Each change of the request it answers is told to `changed`. */
export class Exchange {
  readonly #request: Mutable<LlmRequest>;
  readonly #response: ServerResponse;
  readonly #gate: Gate;
  readonly #changed: () => void;
  readonly #hungUp = new AbortController();

  constructor(o: {
    request: LlmRequest;
    response: ServerResponse;
    gate: Gate;
    changed: () => void;
  }) {
    this.#request = o.request;
    this.#response = o.response;
    this.#gate = o.gate;
    this.#changed = o.changed;
    o.response.once("close", () => {
      if (o.response.writableFinished) return;
      if (!this.#settled) this.#enter("aborted");
      this.#hungUp.abort();
    });
  }

  async send(reply: LlmReply, o: { delayMs: number; withUsage: boolean }): Promise<void> {
    if (reply.type === "error") return this.#fail(reply.status, reply.message);
    if (!this.#request.stream) return this.#whole(reply.parts, reply.breakAfter);
    await this.#stream(reply, reply.delayMs ?? o.delayMs, o.withUsage);
  }

  async #whole(parts: readonly LlmPart[], breakAfter: number | undefined): Promise<void> {
    await this.#holdHere();
    if (this.#gone) return;
    if (breakAfter !== undefined) return this.#break();
    this.#request.chunksSent = parts.length;
    const body = wholeCompletion(this.#head, parts, this.#usage(parts));
    this.#response.writeHead(200, { "content-type": "application/json" });
    this.#response.end(JSON.stringify(body));
    this.#enter("done");
  }

  async #stream(
    reply: Extract<LlmReply, { type: "parts" }>,
    delayMs: number,
    withUsage: boolean,
  ): Promise<void> {
    await this.#holdHere();
    if (this.#gone) return;
    this.#response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
    });
    await this.#event(roleChunk(this.#head));
    let tools = 0;
    for (const [index, part] of reply.parts.entries()) {
      if (index > 0 && delayMs > 0) await this.#pause(delayMs);
      if (index > 0) await this.#holdHere();
      if (this.#gone) return;
      if (reply.breakAfter === index) return this.#break();
      const toolIndex = part.type === "tool" ? tools++ : 0;
      for (const chunk of partChunks(this.#head, part, toolIndex)) await this.#event(chunk);
      this.#request.chunksSent++;
      this.#changed();
    }
    if (reply.parts.length > 0) await this.#holdHere();
    if (this.#gone) return;
    if (reply.breakAfter === reply.parts.length) return this.#break();
    await this.#event(finishChunk(this.#head, reply.parts));
    if (withUsage) await this.#event(usageChunk(this.#head, this.#usage(reply.parts)));
    this.#response.end("data: [DONE]\n\n");
    this.#enter("done");
  }

  #fail(status: number, message: string): void {
    this.#response.writeHead(status, { "content-type": "application/json" });
    this.#response.end(JSON.stringify(errorBody(status, message)));
    this.#enter("failed");
  }

  #break(): void {
    this.#enter("failed");
    if (!this.#response.headersSent) this.#response.destroy();
    // What was streamed so far must be out before the connection goes: a comment is the last of it.
    else this.#response.write(": cut\n\n", () => this.#response.destroy());
  }

  async #holdHere(): Promise<void> {
    if (this.#gone || !this.#gate.holds(this.#request.text, this.#request.chunksSent)) return;
    this.#enter("held");
    await this.#gate.wait(this.#hungUp.signal);
    if (!this.#gone) this.#enter("streaming");
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#hungUp.signal }).catch((error: unknown) => {
      if (!this.#gone) throw error;
    });
  }

  /** One server-sent event; waits while the caller reads slower than we write. */
  async #event(data: object): Promise<void> {
    if (this.#gone || this.#response.write(`data: ${JSON.stringify(data)}\n\n`)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#response.off("drain", done);
        this.#response.off("close", done);
        resolve();
      };
      this.#response.on("drain", done);
      this.#response.on("close", done);
    });
  }

  #usage(parts: readonly LlmPart[]): ReturnType<typeof completionUsage> {
    const prompt = this.#request.messages.map((message) => contentText(message.content));
    return completionUsage(prompt.join(" "), parts);
  }

  #enter(state: LlmRequestState): void {
    this.#request.state = state;
    this.#changed();
  }

  get #head(): ReturnType<typeof completionHead> {
    return completionHead(this.#request.id, this.#request.model);
  }

  get #gone(): boolean {
    return this.#request.state === "aborted";
  }

  get #settled(): boolean {
    return this.#request.state === "done" || this.#request.state === "failed";
  }
}
