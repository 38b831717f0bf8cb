import { plainText } from "@hawser/example-web-parts/markdown";
import { say } from "@hawser/example-web-parts/announce";
import type { Line } from "../line/line.js";
import { Bell } from "./bell.js";
import { authorOf, textOf, type Message } from "./entry.js";
import { groupIdOf } from "./group-name.js";
import { Inbox } from "./inbox.js";
import { notice } from "./notice.js";
import { Outbox } from "./outbox.js";
import type { Room } from "./room.js";
import { Rooms } from "./rooms.js";

/** How much of a message a quote of it repeats, in characters. */
const QUOTED = 300;

/** A chat as the page shows it: its rooms, and what goes over the line for them. */
export class Chat {
  readonly line: Line;
  readonly rooms: Rooms = new Rooms();
  readonly outbox: Outbox;
  /** Asks for the focus to go to where messages are written. */
  readonly wantsFocus: Bell<void> = new Bell();
  /** Files that were dropped somewhere on the page. */
  readonly dropped: Bell<readonly File[]> = new Bell();
  readonly #inbox: Inbox;

  constructor(line: Line) {
    this.line = line;
    this.outbox = new Outbox(line);
    this.#inbox = new Inbox(line, this.rooms);
  }

  /**
   * Joins the group of this name and opens it.
   *
   * @returns words when that is no name.
   */
  join(name: string): string | undefined {
    const groupId = groupIdOf(name);
    if (groupId === "") return "A group's name has letters or digits.";
    const isNew = this.rooms.find(groupId) === undefined;
    const room = this.rooms.add(groupId, name.trim());
    if (isNew) {
      this.line.channel.join(groupId, { subject: room.title });
      say(`You joined ${room.title}`);
    }
    this.open(room);
    return undefined;
  }

  leave(room: Room): void {
    if (room.groupId === undefined) return;
    this.line.channel.leave(room.groupId);
    this.rooms.remove(room);
    say(`You left ${room.title}`);
    this.wantsFocus.ring();
  }

  open(room: Room): void {
    this.rooms.show(room);
    this.wantsFocus.ring();
  }

  /** The next message in a room answers this one. */
  quote(room: Room, message: Message): void {
    const text = plainText(textOf(message)).slice(0, QUOTED) || "a picture";
    room.draft.quote.value = { messageId: message.id, author: authorOf(message), text };
    say(`Replying to ${authorOf(message)}`);
    this.wantsFocus.ring();
  }

  /** Says something about the conversation in a room. */
  note(room: Room, text: string): void {
    room.add(notice(text));
    say(text);
  }

  /** Resolves when the server has let us in; rejects when trying again cannot help. */
  async connect(signal: AbortSignal): Promise<void> {
    await this.line.connect(signal);
  }

  async close(): Promise<void> {
    this.#inbox.close();
    await this.line.close();
  }
}
