import type { Signal } from "@preact/signals";
import type { Problem } from "@hawser/example-web-parts/line";

/** A picture that goes along with a message. */
export interface Picture {
  readonly name: string;
  readonly mimeType: string;
  /** Base64. */
  readonly data: string;
}

/** The message that another one answers to. */
export interface Quote {
  readonly messageId: string;
  readonly author: string;
  readonly text: string;
}

/** How far one's own message has come. */
export type Delivery =
  | { readonly status: "queued" }
  | { readonly status: "sent" }
  /** `left`: it was on its way at least; without, it never left this page. */
  | { readonly status: "failed"; readonly left: boolean; readonly problem: Problem };

/** How far an answer of the agent has come. */
export type AnswerPhase =
  | { readonly status: "typing" }
  | { readonly status: "writing" }
  | { readonly status: "done" }
  | { readonly status: "stopped" }
  | { readonly status: "broken"; readonly problem: Problem };

interface EntryBase {
  /** Unique in its room. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What the person at this page wrote. */
export interface OwnMessage extends EntryBase {
  readonly kind: "own";
  /** The `messageId` that it has on the wire. It stays until the server has refused the message. */
  readonly wireId: Signal<string>;
  readonly text: string;
  readonly quote: Quote | undefined;
  readonly pictures: readonly Picture[];
  readonly delivery: Signal<Delivery>;
}

/** What the agent says: an answer while it is written and after, or a message of its own accord. */
export interface AgentMessage extends EntryBase {
  readonly kind: "agent";
  /** The message it answers to; none for a message that nobody asked for. */
  readonly answers: string | undefined;
  readonly text: Signal<string>;
  readonly phase: Signal<AnswerPhase>;
  readonly mediaUrls: Signal<readonly string[]>;
}

/** What another member of a group wrote. */
export interface MemberMessage extends EntryBase {
  readonly kind: "member";
  readonly author: string;
  readonly text: string;
  readonly quote: Quote | undefined;
  readonly pictures: readonly Picture[];
}

/** A line about the conversation, such as "You joined". */
export interface Notice extends EntryBase {
  readonly kind: "notice";
  readonly text: string;
}

export type Message = OwnMessage | AgentMessage | MemberMessage;
export type Entry = Message | Notice;

/** The agent's name where its messages stand. */
export const AGENT = "Agent";

/** Who wrote a message, as the page names them. */
export function authorOf(message: Message): string {
  switch (message.kind) {
    case "own":
      return "You";
    case "agent":
      return AGENT;
    case "member":
      return message.author;
  }
}

/** What a message says at this moment. */
export function textOf(message: Message): string {
  return typeof message.text === "string" ? message.text : message.text.peek();
}
