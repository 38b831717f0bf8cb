import { RemoteError } from "@hawser/core";
import { signal } from "@preact/signals";
import type {
  ChannelReply,
  ReplyResult,
  OutgoingMessage,
} from "@hawser/ws-channel-protocol/client";
import { say } from "@hawser/example-web-parts/announce";
import { explain } from "../line/explain.js";
import type { Line } from "../line/line.js";
import { Answer } from "./answer.js";
import type { AgentMessage, OwnMessage } from "./entry.js";
import { newMessageId } from "./message-id.js";
import type { Room } from "./room.js";

/** Sends what is written here and follows each message until its answer has ended. */
export class Outbox {
  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Sends a room's draft and empties it. */
  sendDraft(room: Room): void {
    const { text, quote, pictures } = room.draft;
    const content = text.value.trim();
    if (content === "" && pictures.value.length === 0) return;
    const id = newMessageId();
    const message: OwnMessage = {
      kind: "own",
      id,
      wireId: signal(id),
      at: Date.now(),
      text: content,
      quote: quote.value,
      pictures: pictures.value,
      delivery: signal({ status: "queued" }),
    };
    text.value = "";
    quote.value = undefined;
    pictures.value = [];
    room.add(message);
    void this.#deliver(room, message);
  }

  /**
   * Sends a message again. Under the same id, so that a server that has had it already does not work it
   * twice; only one that has refused it, or failed at it, gets it as a new message.
   */
  retry(room: Room, message: OwnMessage): void {
    message.delivery.value = { status: "queued" };
    const before = room.answerTo(message.id);
    if (before !== undefined) room.remove(before.id);
    void this.#deliver(room, message);
  }

  /** How to have an answer anew; none when it answers nothing that was written here. */
  retryOf(room: Room, answer: AgentMessage): (() => void) | undefined {
    const asked = answer.answers === undefined ? undefined : room.find(answer.answers);
    return asked?.kind === "own" ? () => this.retry(room, asked) : undefined;
  }

  async #deliver(room: Room, message: OwnMessage): Promise<void> {
    const answer = new Answer(room, message.id);
    const sent = this.#line.onceReady(() => delivered(message));
    try {
      const reply = this.#line.channel.send(toWire(room, message));
      room.began(message.id, () => reply.stop());
      const result = await follow(reply, message, answer);
      if (result.end === "stopped") stopped(message, answer);
      else answer.done(result.text, result.mediaUrls);
    } catch (error) {
      // The server is done with this id: it would only say the same once more.
      if (error instanceof RemoteError) message.wireId.value = newMessageId();
      const problem = explain(error);
      const answered = answer.broken(problem);
      const left = message.delivery.value.status === "sent";
      if (!answered) message.delivery.value = { status: "failed", left, problem };
      const what = answered ? "The answer broke off." : left ? "No answer." : "Not sent.";
      say(`${what} ${problem.what}`);
    } finally {
      sent();
      room.ended(message.id);
    }
  }
}

async function follow(
  reply: ChannelReply,
  message: OwnMessage,
  answer: Answer,
): Promise<ReplyResult> {
  for await (const event of reply) {
    delivered(message);
    if (event.type === "typing") answer.typing();
    else answer.write(event.text);
  }
  const result = await reply.result;
  if (result.end !== "stopped") delivered(message);
  return result;
}

function stopped(message: OwnMessage, answer: Answer): void {
  answer.stopped();
  if (message.delivery.value.status !== "queued") return;
  const problem = { what: "You stopped it before it had left.", help: "" };
  message.delivery.value = { status: "failed", left: false, problem };
}

function delivered(message: OwnMessage): void {
  if (message.delivery.value.status === "queued") message.delivery.value = { status: "sent" };
}

/** The message as the wire has it. */
export function toWire(room: Room, message: OwnMessage): OutgoingMessage {
  const { quote, pictures } = message;
  return {
    content: message.text,
    messageId: message.wireId.value,
    ...(room.groupId === undefined
      ? { chatType: "direct" }
      : { chatType: "group", groupId: room.groupId, groupSubject: room.title }),
    ...(quote !== undefined && {
      replyToMessageId: wireIdOf(room, quote.messageId),
      replyToBody: quote.text,
    }),
    ...(pictures.length > 0 && {
      attachments: pictures.map(({ name, mimeType, data }) => ({ name, mimeType, data })),
    }),
  };
}

/** On the wire an answer has the id of the message that it answers. */
function wireIdOf(room: Room, id: string): string {
  const message = room.find(id);
  if (message?.kind === "agent" && message.answers !== undefined) {
    return message.answers === id ? id : wireIdOf(room, message.answers);
  }
  return message?.kind === "own" ? message.wireId.value : id;
}
