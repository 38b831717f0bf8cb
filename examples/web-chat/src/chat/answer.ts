import type { Problem } from "@hawser/example-web-parts/line";
import { plainText } from "@hawser/example-web-parts/markdown";
import { say } from "@hawser/example-web-parts/announce";
import { agentMessage } from "./agent-message.js";
import { AGENT, type AgentMessage, type AnswerPhase } from "./entry.js";
import { notice } from "./notice.js";
import type { Room } from "./room.js";

/** How much of an answer a screen reader is given unasked; the rest is there to be read. */
const SPOKEN = 600;

/**
 * The answer to a message as it stands in the room, from its first sign of life on. Text arrives more
 * often than a screen is drawn, so it is passed on once a frame.
 */
export class Answer {
  readonly #room: Room;
  readonly #messageId: string;
  #entry: AgentMessage | undefined;
  #text = "";
  #frame: number | undefined;

  constructor(room: Room, messageId: string) {
    this.#room = room;
    this.#messageId = messageId;
  }

  typing(): void {
    this.#begin();
  }

  write(text: string): void {
    const entry = this.#begin();
    this.#text = text;
    entry.phase.value = { status: "writing" };
    this.#frame ??= requestAnimationFrame(() => this.#show());
  }

  /** The answer is whole. One without any words is taken out again. */
  done(text: string, mediaUrls: readonly string[]): void {
    if (text === "" && mediaUrls.length === 0) {
      this.discard();
      this.#room.add(notice("The agent had nothing to say to that."));
      return;
    }
    this.write(text);
    this.#end({ status: "done" });
    if (this.#entry !== undefined) this.#entry.mediaUrls.value = mediaUrls;
    say(`${AGENT} says: ${plainText(text).slice(0, SPOKEN)}`);
  }

  stopped(): void {
    if (this.#text === "") this.discard();
    else this.#end({ status: "stopped" });
    say("Stopped");
  }

  /** Answers whether there was anything to be broken off. */
  broken(problem: Problem): boolean {
    if (this.#text === "") {
      this.discard();
      return false;
    }
    this.#end({ status: "broken", problem });
    return true;
  }

  discard(): void {
    this.#cancelFrame();
    if (this.#entry !== undefined) this.#room.remove(this.#entry.id);
    this.#entry = undefined;
    this.#text = "";
  }

  #begin(): AgentMessage {
    if (this.#entry === undefined) {
      this.#entry = agentMessage(this.#messageId, { status: "typing" });
      this.#room.add(this.#entry);
      say(`${AGENT} is answering`);
    }
    return this.#entry;
  }

  #show(): void {
    this.#frame = undefined;
    if (this.#entry !== undefined) this.#entry.text.value = this.#text;
  }

  #end(phase: AnswerPhase): void {
    this.#cancelFrame();
    this.#show();
    if (this.#entry !== undefined) this.#entry.phase.value = phase;
  }

  #cancelFrame(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }
}
