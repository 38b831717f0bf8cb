/** What came back over HTTP, read to its end. */
export interface Answer {
  readonly status: number;
  /** The server's Retry-After, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  readonly body: AnswerBody;
}

/** What a body turned out to be. */
export type AnswerBody =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "empty" }
  /** `title` is what a person would recognise the page by. */
  | { readonly kind: "html"; readonly title: string }
  | { readonly kind: "text"; readonly text: string };

const SHOWN_CHARS = 200;

/** Tells what a body is by looking at it: proxies lie about content types. */
export function readBody(text: string): AnswerBody {
  const trimmed = text.trim();
  if (trimmed === "") return { kind: "empty" };
  if (trimmed.startsWith("<")) return { kind: "html", title: titleOf(trimmed) };
  try {
    return { kind: "json", value: JSON.parse(trimmed) as unknown };
  } catch {
    return { kind: "text", text: trimmed.slice(0, SHOWN_CHARS) };
  }
}

/** The API's own words about an error: `{ "error": "…" }`, or what others write instead. */
export function errorText(body: AnswerBody): string | undefined {
  switch (body.kind) {
    case "empty":
      return undefined;
    case "html":
      return body.title === "" ? "a web page" : `a web page, "${body.title}"`;
    case "text":
      return body.text;
    case "json":
      return wordsOf(body.value)?.slice(0, SHOWN_CHARS);
    default:
      return body satisfies never;
  }
}

function wordsOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { error, message } = value as { readonly error?: unknown; readonly message?: unknown };
  return wordsOf(error) ?? (typeof message === "string" ? message : undefined);
}

function titleOf(html: string): string {
  const [, title = ""] = /<title[^>]*>([^<]{1,200})/i.exec(html) ?? [];
  return title.trim().slice(0, SHOWN_CHARS);
}
