import type { AgentFailure } from "../agent.js";
import type { SessionChange } from "../context.js";
import type { ResolvedOptions } from "../options.js";
import {
  type GatewaySession,
  type SessionStore,
  textBlock,
  type TranscriptEntry,
} from "../sessions.js";
import type { Run } from "./run.js";
import type { Turn } from "./turn.js";

const NO_USAGE = {
  input: 0,
  output: 0,
  totalTokens: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
};

const TURN_USAGE = { ...NO_USAGE, input: 11, output: 7, totalTokens: 18 };

/** Marks what 2026.9.6 says to itself when it takes a turn up again. */
export const recoveryProvenance = (sourceSessionKey: string): object => ({
  kind: "internal_system",
  sourceSessionKey,
  sourceTool: "main_session_restart_recovery",
});

/** Fields of a message the gateway itself puts into a transcript. */
export const injectedFields: Readonly<Record<string, unknown>> = {
  stopReason: "stop",
  usage: NO_USAGE,
  api: "openai-responses",
  provider: "openclaw",
  model: "gateway-injected",
};

/** Writes transcripts when the generation writes them. */
export class TranscriptKeeper {
  readonly #options: ResolvedOptions;
  readonly #sessions: SessionStore;
  readonly #changed: (session: GatewaySession, how: SessionChange) => void;
  readonly #wrote: (session: GatewaySession, entry: TranscriptEntry) => void;
  /** Protocol 3 keeps the user message of a session's first turn back until that turn is over. */
  readonly #pending = new Map<string, Turn>();

  constructor(
    options: ResolvedOptions,
    sessions: SessionStore,
    changed: (session: GatewaySession, how: SessionChange) => void,
    wrote: (session: GatewaySession, entry: TranscriptEntry) => void,
  ) {
    this.#changed = changed;
    this.#options = options;
    this.#sessions = sessions;
    this.#wrote = wrote;
  }

  get #late(): boolean {
    return this.#options.generation.protocol === 3 && !this.#options.documented;
  }

  /** A turn starts, or a message is steered into the run. */
  accepted(run: Run, turn: Turn): void {
    const recovery = turn.origin === "recovery";
    if (!recovery) {
      turn.session.lastSender = turn.sender;
      this.#sessions.touch(turn.session);
      this.#changed(turn.session, { reason: "participants" });
    }
    // A recovered turn's own message stays pending, too, until the turn is over.
    const isFirst = !turn.session.transcript.some((entry) => entry.role === "assistant");
    if ((this.#late && isFirst) || recovery) this.#pending.set(run.runId, turn);
    else this.#writeUser(turn);
  }

  /** The message a run has not written down yet. */
  pending(runId: string): Turn | undefined {
    return this.#pending.get(runId);
  }

  finished(run: Run): void {
    this.#flushUser(run);
    this.#reply(run, { stopReason: "stop" });
  }

  failed(run: Run, failure: AgentFailure): void {
    this.#flushUser(run);
    this.#reply(run, { stopReason: "error", errorMessage: failure.message });
  }

  aborted(run: Run, stopReason: string): void {
    if (run.text) {
      this.#write(run.session, {
        role: "assistant",
        content: [textBlock(run.text)],
        runId: run.runId,
        idempotencyKey: `${run.runId}:assistant`,
        extra: {
          ...injectedFields,
          openclawAbort: {
            aborted: true,
            origin: stopReason === "stop" ? "stop-command" : stopReason,
            runId: run.runId,
          },
        },
      });
    }
    if (!this.#late) return;
    // 2026.3.2 files a first turn itself behind the partial it injected.
    this.#flushUser(run);
    this.#reply(run, { stopReason: "aborted", errorMessage: "Request was aborted" });
  }

  /** A run killed with its gateway leaves its user message; a session's first on protocol 3 no trace. */
  killed(run: Run): void {
    this.#pending.delete(run.runId);
  }

  tool(
    run: Run,
    toolCallId: string,
    name: string,
    args: unknown,
    result: string,
    isError: boolean,
  ): void {
    this.#flushUser(run);
    const [model] = this.#options.models;
    this.#write(run.session, {
      role: "assistant",
      content: [{ type: "toolCall", id: toolCallId, name, arguments: args }],
      runId: run.runId,
      extra: {
        api: "openai-completions",
        provider: model.provider,
        model: model.id,
        usage: TURN_USAGE,
        stopReason: "toolUse",
        ...(this.#late ? {} : { responseId: `chatcmpl-${toolCallId}` }),
      },
    });
    this.#write(run.session, {
      role: "toolResult",
      content: [textBlock(result)],
      runId: run.runId,
      extra: { toolCallId, toolName: name, isError },
    });
  }

  #flushUser(run: Run): void {
    const turn = this.#pending.get(run.runId);
    if (!turn) return;
    this.#pending.delete(run.runId);
    this.#writeUser(turn);
  }

  #writeUser(turn: Turn): void {
    const idempotencyKey = `${turn.inputId ?? turn.runId}:user`;
    const { session } = turn;
    // A key that comes again after a restart does not double the message.
    if (!this.#late && session.transcript.some((e) => e.idempotencyKey === idempotencyKey)) return;
    this.#write(session, {
      role: "user",
      content: [textBlock(turn.shownAs ?? turn.message)],
      ...(this.#late ? {} : { idempotencyKey }),
      sender: turn.sender,
      ...(turn.origin === "recovery"
        ? { extra: { provenance: recoveryProvenance(session.key) } }
        : {}),
    });
  }

  #reply(run: Run, fields: Record<string, unknown>): void {
    const [model] = this.#options.models;
    this.#write(run.session, {
      role: "assistant",
      content: run.part ? [textBlock(run.part)] : [],
      runId: run.runId,
      extra: {
        api: "openai-completions",
        provider: model.provider,
        model: model.id,
        usage: TURN_USAGE,
        ...fields,
        ...(this.#late ? {} : { responseId: `chatcmpl-${run.runId}` }),
      },
    });
  }

  #write(session: GatewaySession, entry: Omit<TranscriptEntry, "id" | "timestamp">): void {
    this.#wrote(session, this.#sessions.append(session, entry));
  }
}
