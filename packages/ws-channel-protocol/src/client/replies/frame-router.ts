import type { HawserError, Logger } from "@hawser/core";
import { BANNER_TEXT } from "../../frames/features.js";
import type {
  ChatErrorFrame,
  ChatMessageFrame,
  ChatResponseFrame,
  ChatStreamFrame,
  ChatTypingFrame,
  ServerFrame,
} from "../../frames/server-frames.js";
import type { ChannelEvents, IncomingMessage } from "../events.js";
import { remoteError, replyLost } from "./errors.js";
import { RecentIds } from "./recent-ids.js";
import type { ReplyTable } from "./reply-table.js";
import type { ReplyTask } from "./reply-task.js";

/** Sent where a sign of life is wanted: the server answers that it knows no such message. */
export const PROBE_ID = "hawser-probe";

const REMEMBERED_MEMBERS = 256;

type Emit = <K extends keyof ChannelEvents>(event: K, payload: ChannelEvents[K]) => void;

/** Gives each frame of a server to the reply it belongs to, or to those who listen. */
export class FrameRouter {
  readonly #table: ReplyTable;
  readonly #emit: Emit;
  readonly #logger: Logger;
  readonly #memberIds = new RecentIds<true>(REMEMBERED_MEMBERS);
  /** This server has answered under an id of ours: a frame without one is for nobody in particular. */
  #correlates = false;

  constructor(table: ReplyTable, emit: Emit, logger: Logger) {
    this.#table = table;
    this.#emit = emit;
    this.#logger = logger;
  }

  /** Another connection, perhaps to another server. */
  restart(): void {
    this.#correlates = false;
  }

  route(frame: ServerFrame): void {
    switch (frame.type) {
      case "chat.typing":
        this.#typing(frame);
        return;
      case "chat.stream":
        this.#stream(frame);
        return;
      case "chat.response":
        this.#response(frame);
        return;
      case "chat.error":
        this.#error(frame);
        return;
      case "chat.message":
        this.#member(frame);
        return;
      default:
        frame satisfies never;
    }
  }

  #typing({ messageId, groupId }: ChatTypingFrame): void {
    const own = this.#own(messageId);
    const task = own ?? (messageId === undefined ? this.#awaiting() : undefined);
    task?.typing(own !== undefined || this.#table.sent().length === 1);
    const id = task?.message.messageId ?? messageId;
    this.#emit("typing", {
      ...(id === undefined ? {} : { messageId: id }),
      ...(groupId === undefined ? {} : { groupId }),
    });
  }

  #stream(frame: ChatStreamFrame): void {
    const { messageId, content, groupId } = frame;
    const task = this.#own(messageId) ?? this.#unnamed(messageId);
    if (task !== undefined) {
      task.stream(content);
      if (frame.done === true) task.end("final");
      return;
    }
    if (messageId !== undefined && this.#table.recent.get(messageId) !== undefined) return;
    this.#emit("stream", {
      ...(messageId === undefined ? {} : { messageId }),
      ...(groupId === undefined ? {} : { groupId }),
      text: content,
    });
  }

  #response(frame: ChatResponseFrame): void {
    const { messageId, content, done, mediaUrls = [], groupId } = frame;
    if (messageId === undefined && (frame.server !== undefined || content === BANNER_TEXT)) return;
    const task = this.#own(messageId) ?? this.#unnamed(messageId);
    if (task !== undefined) {
      if (done === false) task.stream(content);
      else task.part(content, mediaUrls);
      return;
    }
    const ending = messageId === undefined ? undefined : this.#table.recent.get(messageId);
    if (ending === "stopped") return;
    const base = { content, mediaUrls, ...(groupId === undefined ? {} : { groupId }) };
    this.#emit("message", this.#incoming(messageId, ending !== undefined, base));
  }

  #incoming(
    messageId: string | undefined,
    late: boolean,
    base: Pick<IncomingMessage, "content" | "mediaUrls" | "groupId">,
  ): IncomingMessage {
    if (messageId === undefined) return { kind: "push", messageId, ...base };
    if (late) return { kind: "late", messageId, ...base };
    if (this.#memberIds.get(messageId) === true) return { kind: "reply", messageId, ...base };
    return { kind: "push", messageId, ...base };
  }

  #error(frame: ChatErrorFrame): void {
    const { messageId, code, groupId } = frame;
    if (messageId === PROBE_ID) return;
    const own = this.#own(messageId);
    if (own?.asked === true && code === "unknown_message") {
      this.#table.unknown(own);
      return;
    }
    if (own !== undefined && code === "expired") {
      own.fail(replyLost("the server does not keep it any more"));
      return;
    }
    const error = remoteError(frame);
    const task =
      own ?? (messageId === undefined && groupId === undefined ? this.#suspect() : undefined);
    if (task !== undefined) {
      task.fail(error);
    } else if (messageId !== undefined && this.#table.recent.get(messageId) !== undefined) {
      this.#logger.debug("An error for a reply that had ended", { messageId, code });
    } else {
      this.#unblamed(error);
    }
  }

  #unblamed(error: HawserError): void {
    this.#table.unblamed = { error, at: this.#table.clock.now() };
    this.#emit("error", error);
  }

  #member(frame: ChatMessageFrame): void {
    const { messageId, groupId, groupSubject, senderId, senderName, content } = frame;
    const { replyToMessageId, replyToBody, attachments = [] } = frame;
    this.#memberIds.add(messageId, true);
    this.#emit("message", {
      kind: "member",
      messageId,
      groupId,
      senderId,
      content,
      attachments,
      mediaUrls: [],
      ...(groupSubject === undefined ? {} : { groupSubject }),
      ...(senderName === undefined ? {} : { senderName }),
      ...(replyToMessageId === undefined ? {} : { replyToMessageId }),
      ...(replyToBody === undefined ? {} : { replyToBody }),
    });
  }

  #own(messageId: string | undefined): ReplyTask | undefined {
    if (messageId === undefined) return undefined;
    const task = this.#table.get(messageId);
    if (task !== undefined) this.#correlates = true;
    return task;
  }

  /** Whose a frame without an id is, where the server sends none: replies come in the order of the messages. */
  #unnamed(messageId: string | undefined): ReplyTask | undefined {
    return messageId === undefined && !this.#correlates ? this.#table.sent()[0] : undefined;
  }

  /** Whom the agent is working for: the oldest that has no text. */
  #awaiting(): ReplyTask | undefined {
    const sent = this.#table.sent();
    return sent.find((task) => task.text === "") ?? sent[0];
  }

  /** Which reply an error without an id ends, if there is no doubt about it. */
  #suspect(): ReplyTask | undefined {
    const sent = this.#table.sent();
    const mute = sent.filter((task) => task.text === "");
    const suspects = mute.length > 0 ? mute : sent;
    return suspects.length === 1 ? suspects[0] : undefined;
  }
}
