import { randomUUID } from "node:crypto";
import { canonicalSessionKey, sessionKeyParts } from "./session-key.js";

/** One block of a message's content. */
export type ContentBlock = Readonly<Record<string, unknown>> & { readonly type: string };

/** A transcript entry, in the gateway's own terms; generations show it differently. */
export interface TranscriptEntry {
  readonly id: string;
  readonly role: "user" | "assistant" | "toolResult" | "system";
  readonly content: readonly ContentBlock[];
  readonly timestamp: number;
  /** The run that wrote it (assistant) or that it started (user). */
  readonly runId?: string;
  readonly idempotencyKey?: string;
  /** Further fields shown as they are: api, model, stopReason, toolCallId, … */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Not a message but a mark in the transcript; protocol 4 leaves one where it was reset. */
  readonly mark?: "reset";
  /** Sender of a user message. */
  readonly sender?: { readonly id: string; readonly mode: string };
}

/** What `sessions.patch` may set; `undefined` = never set. */
export type SessionSettings = Record<string, unknown>;

/** A session of the test gateway. */
export interface GatewaySession {
  readonly key: string;
  readonly agentId: string;
  sessionId: string;
  createdAt: number;
  updatedAt: number;
  /** Orders sessions that were used within one millisecond. */
  touched: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  lastRunId: string | undefined;
  lastRunError: string | undefined;
  status: "running" | "done" | "failed" | "killed" | undefined;
  systemSent: boolean;
  abortedLastRun: boolean;
  parentSessionKey: string | undefined;
  lastSender: { readonly id: string; readonly mode: string } | undefined;
  readonly settings: SessionSettings;
  transcript: TranscriptEntry[];
}

/** Sessions and their transcripts. Outlives restarts of the gateway, as the files of a real one do. */
export class SessionStore {
  readonly defaultAgentId: string;
  readonly #sessions = new Map<string, GatewaySession>();
  readonly #now: () => number;
  #touches = 0;

  constructor(defaultAgentId: string, now: () => number) {
    this.defaultAgentId = defaultAgentId;
    this.#now = now;
  }

  get mainKey(): string {
    return `agent:${this.defaultAgentId}:main`;
  }

  canonical(key: string): string {
    return canonicalSessionKey(key, this.defaultAgentId);
  }

  get(key: string): GatewaySession | undefined {
    return this.#sessions.get(this.canonical(key));
  }

  /** The session, created empty when there is none. */
  open(key: string): GatewaySession {
    const known = this.get(key);
    if (known) return known;
    const session = this.blank(key);
    this.#sessions.set(session.key, session);
    return session;
  }

  /** A session that is not in the store. */
  blank(key: string): GatewaySession {
    const canonical = this.canonical(key);
    const now = this.#now();
    return {
      key: canonical,
      agentId: sessionKeyParts(canonical, this.defaultAgentId).agentId,
      sessionId: randomUUID(),
      createdAt: now,
      updatedAt: now,
      touched: this.#touches,
      startedAt: undefined,
      endedAt: undefined,
      lastRunId: undefined,
      lastRunError: undefined,
      status: undefined,
      systemSent: false,
      abortedLastRun: false,
      parentSessionKey: undefined,
      lastSender: undefined,
      settings: {},
      transcript: [],
    };
  }

  /** Every session, the most recently used first. */
  all(): GatewaySession[] {
    return [...this.#sessions.values()].sort(
      (a, b) => b.updatedAt - a.updatedAt || b.touched - a.touched,
    );
  }

  delete(key: string): GatewaySession | undefined {
    const session = this.get(key);
    if (session) this.#sessions.delete(session.key);
    return session;
  }

  /** Appends to the transcript and dates the session. */
  append(
    session: GatewaySession,
    entry: Omit<TranscriptEntry, "id" | "timestamp">,
  ): TranscriptEntry {
    const full = { ...entry, id: randomUUID(), timestamp: this.#now() };
    session.transcript.push(full);
    this.touch(session);
    return full;
  }

  /** Moves the session to the front. */
  touch(session: GatewaySession): void {
    session.updatedAt = this.#now();
    this.#touches += 1;
    session.touched = this.#touches;
  }
}

/** A text block. */
export const textBlock = (text: string): ContentBlock => ({ type: "text", text });

/** The text of all text blocks. */
export function contentText(content: readonly ContentBlock[]): string {
  return content
    .filter((block) => block.type === "text")
    .map((block) => String(block.text))
    .join("");
}
