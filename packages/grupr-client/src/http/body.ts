/** What an HTTP body turned out to be. */
export type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "empty" }
  | { readonly kind: "html"; readonly title: string }
  | { readonly kind: "text"; readonly text: string };

/** What the hub says about an error, as far as it says anything. */
export interface HubWords {
  readonly code: string | undefined;
  readonly message: string | undefined;
}

const SHOWN_CHARS = 300;

/** Tells what a body is by looking at it: proxies lie about content types. */
export function readBody(text: string): Body {
  const trimmed = text.trim();
  if (trimmed === "") return { kind: "empty" };
  if (trimmed.startsWith("<")) {
    const [, title = ""] = /<title[^>]*>([^<]{1,200})/i.exec(trimmed) ?? [];
    return { kind: "html", title: title.trim() };
  }
  try {
    return { kind: "json", value: JSON.parse(trimmed) as unknown };
  } catch {
    return { kind: "text", text: trimmed.slice(0, SHOWN_CHARS) };
  }
}

/** How a body is spoken of. */
export function describeBody(body: Body): string {
  switch (body.kind) {
    case "json":
      return "JSON of another shape";
    case "empty":
      return "nothing";
    case "html":
      return body.title === "" ? "a web page" : `a web page, "${body.title}"`;
    case "text":
      return "text that is not JSON";
    default:
      return body satisfies never;
  }
}

/**
 * The hub's words in any of the forms it has: `{ errors: [{ code, message }] }`, `{ error: "…" }`,
 * `{ error: { code, message } }`, `{ message }`, text, a page, nothing.
 */
export function wordsOf(body: Body): HubWords {
  switch (body.kind) {
    case "json":
      return wordsOfJson(body.value, 0);
    case "html":
      return { code: undefined, message: describeBody(body) };
    case "text":
      return { code: undefined, message: body.text };
    case "empty":
      return { code: undefined, message: undefined };
    default:
      return body satisfies never;
  }
}

function wordsOfJson(value: unknown, depth: number): HubWords {
  if (typeof value === "string") {
    return { code: undefined, message: value.slice(0, SHOWN_CHARS) };
  }
  if (typeof value !== "object" || value === null || depth > 3) {
    return { code: undefined, message: undefined };
  }
  if (Array.isArray(value)) return wordsOfJson(value[0], depth + 1);
  const { errors, error, code, message, detail } = value as Record<string, unknown>;
  const inner = wordsOfJson(errors ?? error, depth + 1);
  const own =
    typeof message === "string" ? message : typeof detail === "string" ? detail : undefined;
  return {
    code:
      inner.code ??
      (typeof code === "string" || typeof code === "number" ? String(code) : undefined),
    message: inner.message ?? own?.slice(0, SHOWN_CHARS),
  };
}
