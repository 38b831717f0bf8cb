const MASK = "[redacted]";
const MAX_DEPTH = 8;

// Names whose string values are secrets, compared without case, "-" and "_": token, authToken,
// x-api-key, set-cookie … but not maxTokens or tokenCount.
const NAMES =
  "(?:token|password|passwd|passphrase|secret|authorization|cookie|(?:api|private)[-_]?key|credentials?|signature|jwt|bearer)";
const SECRET_NAME = new RegExp(`${NAMES}$`);
const isSecretName = (name: string): boolean =>
  SECRET_NAME.test(name.toLowerCase().replace(/[-_]/g, ""));

const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`]+/gi;
// In small letters they are words, unless a digit follows.
const BEARER = /\b(Bearer|Basic|bearer(?=\s+\S*\d))\s+[\w.~+/=-]{6,}/g;
// token=… and "token":"…" (also in JSON inside JSON), but not "wrong token: it has expired".
const ASSIGNED = new RegExp(
  `(${NAMES}(?:=|\\\\?["']\\s*:\\s*)\\\\?["']?)(?!your_)[^\\s"'\\\\&,<]{6,}`,
  "gi",
);

/**
 * Takes everything out of a URL that may be a secret: user info, the value of every query parameter,
 * and the fragment. Works on strings that are no valid URL, too.
 */
export function redactUrl(url: string): string {
  const [, beforeHash = "", hash] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  const queryAt = beforeHash.indexOf("?");
  const base = queryAt < 0 ? beforeHash : beforeHash.slice(0, queryAt);
  const query = queryAt < 0 ? "" : beforeHash.slice(queryAt + 1);
  return (
    base.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/]*@/i, `$1//${MASK}@`) +
    (query && `?${query.split("&").map(redactParameter).join("&")}`) +
    (hash === undefined || hash === "#" ? "" : `#${MASK}`)
  );
}

function redactParameter(parameter: string): string {
  const at = parameter.indexOf("=");
  return at < 0 ? MASK : `${parameter.slice(0, at)}=${MASK}`;
}

/**
 * Takes known secrets out of a text, and what looks like one: URLs' secrets, bearer tokens, `token=…` and
 * `"token":"…"` with any telling name.
 */
export function redactText(text: string, secrets: Iterable<string> = []): string {
  let clean = text;
  for (const secret of secrets) {
    // A shorter one would be found in innocent words.
    if (secret.length < 3) continue;
    clean = clean.replaceAll(secret, MASK);
    const encoded = encodeURIComponent(secret);
    if (encoded !== secret) clean = clean.replaceAll(encoded, MASK);
  }
  return clean
    .replace(URL_IN_TEXT, redactUrl)
    .replace(BEARER, `$1 ${MASK}`)
    .replace(ASSIGNED, `$1${MASK}`);
}

/**
 * Copies a value for a log: fields with telling names (`token`, `password`, `x-api-key`, …) are
 * masked, known `secrets` are masked wherever they occur, URLs lose what {@link redactUrl} removes,
 * errors become plain objects with their causes. Cycles and depth beyond 8 are cut. Never throws.
 */
export function redact(value: unknown, secrets?: Iterable<string>): unknown {
  return copy(value, [...(secrets ?? [])], 0, new Set());
}

function copy(
  value: unknown,
  secrets: readonly string[],
  depth: number,
  seen: Set<object>,
): unknown {
  if (typeof value === "string") return redactText(value, secrets);
  if (typeof value === "function") return `[function ${value.name}]`;
  if (typeof value !== "object" || value === null) return value;
  if (seen.has(value)) return "[circular]";
  if (depth >= MAX_DEPTH) return "[deep]";
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return value;
  if (value instanceof URL) return redactUrl(value.href);
  seen.add(value);
  try {
    if (Array.isArray(value)) return value.map((item) => copy(item, secrets, depth + 1, seen));
    return copyFields(value, secrets, depth, seen);
  } catch {
    return "[unreadable]";
  } finally {
    seen.delete(value);
  }
}

function copyFields(
  value: object,
  secrets: readonly string[],
  depth: number,
  seen: Set<object>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const put = (key: string, field: unknown): void => {
    const masked = typeof field === "string" || ArrayBuffer.isView(field);
    result[key] = masked && isSecretName(key) ? MASK : copy(field, secrets, depth + 1, seen);
  };
  if (value instanceof Error) {
    put("name", value.name);
    put("message", value.message);
    put("stack", value.stack);
    if (value.cause !== undefined) put("cause", value.cause);
  }
  const entries = value instanceof Map ? value.entries() : Object.entries(value);
  for (const [key, field] of entries) put(String(key), field);
  return result;
}

/**
 * Copies an error of somebody else's making so that it can be a `cause`: name, message, stack and
 * system fields (`code`, `errno`, `syscall`, `hostname`, `address`, `port`) stay, texts are redacted,
 * anything else (such as Node's `input` with the whole URL) is left out.
 */
export function safeCause(error: unknown): unknown {
  if (!(error instanceof Error)) return redact(error);
  const copied = new Error(redactText(error.message));
  copied.name = error.name;
  if (error.stack !== undefined) copied.stack = redactText(error.stack);
  for (const key of ["code", "errno", "syscall", "hostname", "address", "port"]) {
    const field: unknown = (error as unknown as Record<string, unknown>)[key];
    if (field !== undefined) Object.assign(copied, { [key]: field });
  }
  return copied;
}
