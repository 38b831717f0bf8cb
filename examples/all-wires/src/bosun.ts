import type { GatewayAgent } from "@hawser/testkit";

/** About as fast as a model writes, ms for a word. */
const WORD_MS = 60;

/** The last word of every answer, so that a whole one can be told from a part. */
export const LAST_WORD = "Over.";

/** What {@link bosunAgent} can be told. */
export interface BosunOptions {
  /** The words of an answer. */
  readonly answer?: (question: string) => string;
  /** Hears each answer grow. */
  readonly onText: (question: string, text: string, share: number) => void;
}

/** The words of an answer, unless told otherwise. */
export function answerTo(question: string): string {
  return `"${question}" Aye: the lines are fast, the fenders are out, the tide has an hour to run,
    and nothing is adrift that should not be.`;
}

/**
 * The agents of the embedded gateway, without a model: the bosun, who answers whatever wire the question
 * came by, and the keeper of the session `agent:main:main`, who has two words for everything.
 */
export function bosunAgent({ answer = answerTo, onText }: BosunOptions): GatewayAgent {
  return async function* speak(message, context) {
    if (!context.sessionKey.startsWith("agent:bosun:")) {
      yield "Noted, thanks.";
      return;
    }
    const question = questionIn(message);
    const words = `${answer(question)} ${LAST_WORD}`.split(/\s+/u);
    let text = "";
    for (const [index, word] of words.entries()) {
      await context.sleep(WORD_MS);
      const piece = index === 0 ? word : ` ${word}`;
      text += piece;
      onText(question, text, (index + 1) / words.length);
      yield piece;
    }
  };
}

/** A prompt ends with who asks what; before it stands what was said so far. */
function questionIn(prompt: string): string {
  const last = prompt.split("\n\n").at(-1) ?? "";
  return last.slice(last.indexOf(": ") + 2);
}
