import type { LlmMessage, LlmPart, LlmReply } from "./types.js";
import { toolResult } from "./user-text.js";
import { lengthParts, textParts, wordParts } from "./words.js";

const DIRECTIVE = /\b(SLOW|CUT|FAIL|LEN|SAY|TOOL|EMPTY):/;

/**
 * What the user text asks the model to do; the first directive in it counts, and a text without one
 * is echoed. Pure: the same messages always give the same reply.
 */
export function replyTo(text: string, messages: readonly LlmMessage[]): LlmReply {
  const result = toolResult(messages);
  if (result !== undefined) return say(`echo: ${result}`);
  const found = DIRECTIVE.exec(text);
  if (found === null) return say(`echo: ${text}`);
  const rest = text.slice(found.index + found[0].length);
  return directive(found[1] ?? "", rest) ?? say(`echo: ${text}`);
}

function directive(name: string, rest: string): LlmReply | undefined {
  switch (name) {
    case "SLOW": {
      const [, words, ms] = /^(\d+)x(\d+)/.exec(rest) ?? [];
      if (words === undefined) return undefined;
      return { type: "parts", parts: wordParts(Number(words)).map(textPart), delayMs: Number(ms) };
    }
    case "CUT": {
      const words = leadingNumber(rest);
      if (words === undefined) return undefined;
      return { type: "parts", parts: wordParts(words).map(textPart), breakAfter: words };
    }
    case "FAIL": {
      const status = leadingNumber(rest);
      if (status === undefined || status < 400 || status > 599) return undefined;
      return { type: "error", status, message: `the test asked for status ${status}` };
    }
    case "LEN": {
      const chars = leadingNumber(rest);
      return chars === undefined
        ? undefined
        : { type: "parts", parts: lengthParts(chars).map(textPart) };
    }
    case "SAY":
      return say((rest.split("\n", 1)[0] ?? "").trim());
    case "TOOL":
      return toolCall(rest);
    case "EMPTY":
      return { type: "parts", parts: [] };
    default:
      return undefined;
  }
}

function say(text: string): LlmReply {
  return { type: "parts", parts: textParts(text).map(textPart) };
}

function textPart(text: string): LlmPart {
  return { type: "text", text };
}

function leadingNumber(text: string): number | undefined {
  const digits = /^\d+/.exec(text)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

function toolCall(rest: string): LlmReply | undefined {
  const [head, name] = /^\s*([\w.-]+)\s*/.exec(rest) ?? [];
  if (head === undefined || name === undefined) return undefined;
  const json = balancedJson(rest.slice(head.length));
  try {
    return { type: "parts", parts: [{ type: "tool", name, args: JSON.parse(json || "{}") }] };
  } catch {
    return undefined;
  }
}

/** The JSON object that `text` begins with; what a gateway appends to the message stays out. */
function balancedJson(text: string): string {
  if (!text.startsWith("{")) return "";
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char === "\\") i++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return text.slice(0, i + 1);
  }
  return text;
}
