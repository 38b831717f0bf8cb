import { abortable } from "@hawser/core";
import type { RunSettings } from "../../src/chat/run-host.js";
import type { ChatPort } from "../../src/chat/run-host.js";
import { RunRegistry } from "../../src/chat/run-registry.js";
import type { ChatRun } from "../../src/index.js";
import type { ChatMessage, ChatSendParams } from "../../src/schemas/index.js";
import { type Handler, MemoryPort, type Version } from "./memory-port.js";

export const SESSION = "agent:main:main";

/** A gateway in memory for runs: calls made while the line is down wait for it, as the client's do. */
export class ChatMemoryPort extends MemoryPort implements ChatPort {
  readonly registry: RunRegistry;
  #whenUp: Promise<void> = Promise.resolve();
  #up = (): void => undefined;

  constructor(readonly version: Version) {
    super(version);
    this.registry = new RunRegistry(this);
    this.onReady(() => this.#up());
    this.onLost(() => {
      this.#whenUp = new Promise((resolve) => (this.#up = resolve));
    });
  }

  async whenReady(o: { readonly signal?: AbortSignal }): Promise<number> {
    await abortable(this.#whenUp, o.signal);
    return Infinity;
  }

  gatewayNow(): number {
    return this.clock.now();
  }

  override async request<T>(
    method: string,
    params: object = {},
    o: { readonly signal?: AbortSignal } = {},
  ): Promise<T> {
    if (this.hello === undefined) await this.whenReady(o);
    o.signal?.throwIfAborted();
    return abortable(super.request<T>(method, params), o.signal);
  }

  /** Starts a run on {@link SESSION} and lets its first exchange happen. */
  async run(
    params: Partial<ChatSendParams> = {},
    settings: Partial<RunSettings> = {},
  ): Promise<ChatRun> {
    const { run } = this.registry.start(
      { sessionKey: SESSION, message: "hello", idempotencyKey: "key", ...params },
      { silenceMs: 30_000, cumulative: () => true, ...settings },
    );
    await this.settle();
    return run;
  }

  /** What chat.history answers from now on; `active`: the runs at work (2026.9). */
  transcript(
    messages: readonly ChatMessage[] = [],
    active: readonly string[] = [],
    more = {},
  ): this {
    const sessionInfo = { hasActiveRun: active.length > 0, activeRunIds: active };
    const told = this.version === "2026.3.2" ? {} : { sessionInfo, ...more };
    this.answer("chat.history", () => ({ messages, ...told }));
    return this;
  }

  chat(runId: string, state: string, text?: string, more: object = {}): void {
    const message = { role: "assistant", content: [{ type: "text", text }] };
    const said = text === undefined ? {} : { message };
    this.emit("chat", { runId, sessionKey: SESSION, state, ...said, ...more });
  }

  agent(runId: string, stream: string, data: object): void {
    this.emit("agent", { runId, sessionKey: SESSION, stream, data });
  }
}

export const started: Handler = ({ idempotencyKey }) => ({
  runId: idempotencyKey,
  status: "started",
});

/** 2026.3.2, with an empty transcript and no word on runs. */
export function oldGateway(): ChatMemoryPort {
  const port = new ChatMemoryPort("2026.3.2");
  port.answer("chat.send", started);
  port.answer("chat.abort", () => ({ ok: true, aborted: true }));
  port.answer("agent.wait", () => ({ status: "timeout" }));
  return port.transcript();
}

/** 2026.9.6, with an empty transcript and nothing at work. */
export function newGateway(): ChatMemoryPort {
  const port = new ChatMemoryPort("2026.9.6");
  port.answer("chat.send", started);
  port.answer("chat.abort", () => ({ ok: true, aborted: true }));
  port.answer("agent.wait", () => ({ status: "timeout" }));
  return port.transcript();
}

/** The outcome of a run if it has one by now. */
export async function outcome(run: ChatRun): Promise<unknown> {
  const pending = Symbol("pending");
  const settled = await Promise.race([
    run.result.catch((error: unknown) => error),
    new Promise((resolve) => setImmediate(resolve, pending)),
  ]);
  return settled === pending ? undefined : settled;
}
