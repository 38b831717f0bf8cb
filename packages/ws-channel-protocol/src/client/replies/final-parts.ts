import { align, skipSpace } from "./align.js";
import type { StreamText } from "./stream-text.js";

/** Where upstream's server cuts a final, in characters. */
const PART_LIMIT = 4000;
/** A final that is this short and all that was streamed has no second part: see {@link FinalParts.verdict}. */
const SURE_LENGTH = PART_LIMIT / 2;

/**
 * The parts of a final reply. Upstream's server cuts one over 4000 characters into several
 * `chat.response` of one `messageId`, each with `done: true`: only the text itself tells which is the
 * last.
 */
export class FinalParts {
  readonly parts: string[] = [];
  readonly mediaUrls: string[] = [];
  #joined = "";

  /** The parts as one text. The whitespace that cutting removed is taken from what was streamed. */
  get joined(): string {
    return this.#joined;
  }

  add(content: string, mediaUrls: readonly string[], streamed: string): void {
    const last = this.parts.at(-1);
    this.#joined = last === undefined ? content : join(this.#joined, last, content, streamed);
    this.parts.push(content);
    this.mediaUrls.push(...mediaUrls);
  }

  /**
   * Whether another part is to come:
   *
   * - `yes`: what was streamed goes on beyond what came.
   * - `no`: all that was streamed has come, and it is at most half of what fits in a part. A second part
   *   would mean that 2000 characters or more were cut off that were never streamed.
   * - `maybe`: nothing was streamed, or the stream may not have caught up. Parts are sent one right after
   *   the other, so a short silence decides.
   */
  verdict(stream: StreamText): "yes" | "no" | "maybe" {
    const streamed = stream.text;
    const joined = this.#joined;
    if (streamed === "") return "maybe";
    const covered = align(joined, streamed);
    if (covered.kind === "begins") return joined.length <= SURE_LENGTH ? "no" : "maybe";
    return covered.kind === "short" && joined !== "" ? "yes" : "maybe";
  }

  /** The text of the reply, in view of what was streamed before. */
  text(stream: StreamText): string {
    const streamed = stream.text;
    const joined = this.#joined;
    // An empty final says that it is over, not that nothing was said.
    if (joined.trim() === "") return streamed === "" ? joined : streamed;
    // A final in one piece, or one that says all that was said: it is the truth.
    if (!stream.inPieces) return joined;
    if (align(joined, streamed).kind === "begins") return joined;
    const { piece } = stream;
    const before = streamed.slice(0, streamed.length - piece.length);
    // The end of what was streamed, once more.
    if (align(joined, piece).kind === "begins") return before + joined;
    if (endsWith(streamed, joined)) return streamed;
    // The parts tell the beginning of what was streamed: they are what the server calls final.
    if (align(streamed, joined).kind === "begins") return joined;
    // One more block.
    return streamed + joined;
  }
}

function endsWith(text: string, end: string): boolean {
  return text.trimEnd().endsWith(end.trim());
}

function join(before: string, last: string, next: string, streamed: string): string {
  if (/\s$/.test(before) || /^\s/.test(next)) return before + next;
  const whole = align(streamed, before);
  if (whole.kind === "begins") {
    const goesOn = skipSpace(streamed, whole.end);
    if (goesOn < streamed.length && streamed.charAt(goesOn) === next.charAt(0)) {
      return before + streamed.slice(whole.end, goesOn) + next;
    }
  }
  return before + separator(last) + next;
}

/** Texts are cut at the last line break that fits; only without one at a space, and without that anywhere. */
function separator(part: string): string {
  if (part.includes("\n") || part.length < PART_LIMIT * 0.9) return "\n";
  return part.includes(" ") ? " " : "";
}
