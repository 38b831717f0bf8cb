import type { RunnerEvent } from "@hawser/agent-runner";
import type { GruprReply } from "@hawser/agent-runner/grupr";
import type { StreamState } from "@hawser/grupr-client";
import type { RoomReport } from "../files/room-state.js";
import { withoutUndefined } from "../files/room-state.js";
import type { RoomStateStore } from "../files/state-file.js";
import type { RoomEvent, Watcher } from "./events.js";
import { isSilence, reasonOf } from "./reasons.js";

type Of<T extends RunnerEvent["type"]> = Extract<RunnerEvent, { readonly type: T }>;
type ReportChange = { readonly [K in keyof RoomReport]?: RoomReport[K] | undefined };

/** What a {@link Reporter} tells, and where it writes. */
export interface ReporterSetup {
  readonly watch: Watcher;
  readonly state: RoomStateStore;
  /** The state could not be written. */
  readonly onError: (error: unknown) => void;
  /** A message that could not be answered is done, and counted. */
  readonly givesUp: boolean;
}

/** Tells what the runner does as the events of a room, and keeps the report for `status`. */
export class Reporter {
  readonly #setup: ReporterSetup;
  /** When the agent was asked, or the message taken, ms since 1970. */
  readonly #began = new Map<string, number>();
  readonly #asked = new Set<string>();
  readonly #replies = new Map<string, GruprReply>();

  constructor(setup: ReporterSetup) {
    this.#setup = setup;
  }

  onState(state: StreamState): void {
    const reason = "error" in state ? state.error.message : undefined;
    this.#setup.watch({
      event: "line",
      line: state.status,
      ...(reason !== undefined && { reason }),
      ...("delayMs" in state && { delay_ms: state.delayMs }),
    });
    const error = state.status === "retrying" ? lastError(state.error.message) : {};
    this.#report(() => ({ line: state.status, ...error }));
  }

  onReply(reply: GruprReply): void {
    this.#replies.set(reply.answers.message_id, reply);
    this.#report(({ answered = 0 }) => ({ answered: answered + 1, last_answer_at: now() }));
  }

  onRunner(event: RunnerEvent): void {
    switch (event.type) {
      case "accepted":
        this.#began.set(event.task.id, Date.now());
        break;
      case "begun":
        this.#onBegun(event);
        break;
      case "retrying":
        this.#onRetrying(event);
        break;
      case "skipped":
        this.#onSkipped(event);
        break;
      case "ended":
        this.#onEnded(event);
        break;
      default:
    }
  }

  #onBegun({ task: { id, speaker } }: Of<"begun">): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    this.#began.set(id, Date.now());
    this.#setup.watch({ event: "asking", message_id: id, from: speaker.name ?? "A person" });
    this.#report(() => ({ answering_since: now() }));
  }

  #onRetrying({ task, error, delayMs }: Of<"retrying">): void {
    const reason = reasonOf(error);
    this.#setup.watch({ event: "retrying", message_id: task.id, reason, delay_ms: delayMs });
    if (!isSilence(error)) this.#report(() => lastError(reason));
  }

  #onSkipped({ task, reason }: Of<"skipped">): void {
    const because = BECAUSE[reason];
    if (because === undefined) return;
    this.#setup.watch({ event: "skipped", message_id: task.id, because });
  }

  #onEnded({ task: { id }, outcome, error }: Of<"ended">): void {
    const [reply, began = Date.now()] = [this.#replies.get(id), this.#began.get(id)];
    this.#began.delete(id);
    this.#asked.delete(id);
    this.#replies.delete(id);
    this.#report(() => ({ answering_since: undefined }));
    if (outcome === "failed") this.#onFailed(id, reasonOf(error));
    if (outcome !== "replied") return;
    const { watch } = this.#setup;
    if (reply === undefined) {
      watch({ event: "silent", message_id: id, reason: "the agent gave no reply" });
      return;
    }
    const { messageId, found } = reply;
    const took = Date.now() - began;
    watch({
      event: "answered",
      message_id: id,
      reply_id: messageId,
      took_ms: took,
      found,
    });
  }

  #onFailed(id: string, reason: string): void {
    this.#setup.watch({ event: "unanswered", message_id: id, reason });
    if (!this.#setup.givesUp) return;
    this.#report(({ unanswered = 0 }) => ({ unanswered: unanswered + 1, ...lastError(reason) }));
  }

  #report(change: (report: RoomReport) => ReportChange): void {
    const { state, onError } = this.#setup;
    state
      .update(({ report = {} }) => ({
        report: withoutUndefined<RoomReport>({ ...report, ...change(report) }),
      }))
      .catch(onError);
  }
}

const BECAUSE: Readonly<
  Partial<Record<Of<"skipped">["reason"], Extract<RoomEvent, { event: "skipped" }>["because"]>>
> = { "own-message": "own", "other-agent": "agent", empty: "empty" };

const now = (): string => new Date().toISOString();

const lastError = (reason: string): Pick<RoomReport, "last_error" | "last_error_at"> => ({
  last_error: reason,
  last_error_at: now(),
});
