import { RemoteError, type HawserError } from "@hawser/core";
import type { ChannelEvents, IncomingMessage } from "@hawser/ws-channel-protocol/client";
import type { Problem } from "@hawser/example-web-parts/line";
import { plainText } from "@hawser/example-web-parts/markdown";
import { say } from "@hawser/example-web-parts/announce";
import { explain } from "../line/explain.js";
import type { Line } from "../line/line.js";
import { agentMessage } from "./agent-message.js";
import { Answer } from "./answer.js";
import { AGENT, type MemberMessage } from "./entry.js";
import { notice } from "./notice.js";
import type { Room } from "./room.js";
import type { Rooms } from "./rooms.js";

type MemberSaid = Extract<IncomingMessage, { readonly kind: "member" }>;

/** Puts what comes unasked where it belongs: pushes, other members' messages, the answers to them. */
export class Inbox {
  readonly #rooms: Rooms;
  /** Answers to other members that are being written, by the id of what they answer. */
  readonly #answers = new Map<string, Answer>();
  readonly #offs: readonly (() => void)[];

  constructor(line: Line, rooms: Rooms) {
    this.#rooms = rooms;
    const { channel } = line;
    this.#offs = [
      channel.on("message", (message) => this.#message(message)),
      channel.on("stream", (stream) => this.#stream(stream)),
      channel.on("typing", (typing) => this.#typing(typing)),
      channel.on("error", (error) => this.#error(error)),
      channel.on("state", (state) => {
        if (state.status === "waiting") this.#lost(explain(state.error));
      }),
    ];
  }

  close(): void {
    for (const off of this.#offs) off();
  }

  #message(message: IncomingMessage): void {
    // A group that was left a moment ago may still have been talking.
    const room = this.#rooms.find(message.groupId);
    if (room === undefined) return;
    switch (message.kind) {
      case "member":
        this.#member(room, message);
        break;
      case "reply":
        this.#answer(room, message.messageId).done(message.content, message.mediaUrls);
        this.#answers.delete(message.messageId);
        break;
      case "push":
      case "late":
        room.add(agentMessage(answered(message), { status: "done" }, saidIn(message)));
        say(`${AGENT} says: ${plainText(message.content)}`);
        break;
    }
    this.#rooms.heard(room);
  }

  #member(room: Room, said: MemberSaid): void {
    const author = said.senderName ?? said.senderId;
    const message: MemberMessage = {
      kind: "member",
      id: said.messageId,
      at: Date.now(),
      author,
      text: said.content,
      quote: quoteIn(room, said),
      pictures: said.attachments
        .filter(({ mimeType }) => /^image\/(?:png|jpeg|gif|webp|avif)$/.test(mimeType))
        .map(({ name = "picture", mimeType, data }) => ({ name, mimeType, data })),
    };
    room.add(message);
    say(`${author} says: ${said.content}`);
  }

  #stream({ messageId, groupId, text }: ChannelEvents["stream"]): void {
    const room = this.#rooms.find(groupId);
    if (room !== undefined && messageId !== undefined) this.#answer(room, messageId).write(text);
  }

  #typing({ messageId, groupId }: ChannelEvents["typing"]): void {
    const room = this.#rooms.find(groupId);
    if (room === undefined || messageId === undefined) return;
    // An answer to a message of one's own is followed where it was sent.
    if (room.find(messageId)?.kind !== "own") this.#answer(room, messageId).typing();
  }

  /** What nobody here asked for can still fail: the answer to another member, for one. */
  #error(error: HawserError): void {
    const problem = explain(error);
    const messageId = error instanceof RemoteError ? idIn(error.details) : undefined;
    const answer = messageId === undefined ? undefined : this.#answers.get(messageId);
    if (answer !== undefined) {
      answer.broken(problem);
      return;
    }
    this.#rooms.open.value.add(notice(`${problem.what} ${problem.help}`.trim()));
    say(problem.what);
  }

  /** Others' answers may have gone on meanwhile; what still comes shows them whole again. */
  #lost(problem: Problem): void {
    for (const answer of this.#answers.values()) answer.broken(problem);
  }

  #answer(room: Room, messageId: string): Answer {
    const known = this.#answers.get(messageId);
    if (known !== undefined) return known;
    const answer = new Answer(room, messageId);
    this.#answers.set(messageId, answer);
    return answer;
  }
}

function idIn(details: unknown): string | undefined {
  const { messageId } = (details ?? {}) as { readonly messageId?: unknown };
  return typeof messageId === "string" ? messageId : undefined;
}

function answered(message: IncomingMessage): string | undefined {
  return message.kind === "late" ? message.messageId : undefined;
}

function saidIn(message: IncomingMessage): { text: string; mediaUrls: readonly string[] } {
  return { text: message.content, mediaUrls: message.mediaUrls };
}

function quoteIn(room: Room, said: MemberSaid): MemberMessage["quote"] {
  const { replyToMessageId: messageId, replyToBody: text } = said;
  if (text === undefined) return undefined;
  const original = messageId === undefined ? undefined : room.find(messageId);
  const author = original === undefined ? "A message" : nameOf(original);
  return { messageId: messageId ?? "", author, text };
}

function nameOf(message: NonNullable<ReturnType<Room["find"]>>): string {
  if (message.kind === "own") return "You";
  return message.kind === "member" ? message.author : AGENT;
}
