/** What a person filled in to sign in. */
export interface SignIn {
  readonly url: string;
  readonly name: string;
  /** Empty when the server wants none. */
  readonly token: string;
  /** Whether a reload may sign in by itself; the token then stays in this tab's session. */
  readonly keepToken: boolean;
}

const KEY = "hawser-chat.sign-in";
const TOKEN_KEY = "hawser-chat.token";
const SENDER_KEY = "hawser-chat.sender-id";

/** What was filled in last time. The token is only there if it was to be kept, and only in this tab. */
export function loadSignIn(defaultUrl: string): SignIn {
  const kept = parse(read(() => localStorage.getItem(KEY)));
  const token = read(() => sessionStorage.getItem(TOKEN_KEY));
  return {
    url: kept.url ?? defaultUrl,
    name: kept.name ?? "",
    token: token ?? "",
    keepToken: token !== null,
  };
}

export function saveSignIn({ url, name, token, keepToken }: SignIn): void {
  write(() => localStorage.setItem(KEY, JSON.stringify({ url, name })));
  write(() => {
    if (keepToken) sessionStorage.setItem(TOKEN_KEY, token);
    else sessionStorage.removeItem(TOKEN_KEY);
  });
}

/** After signing out the next reload asks again. */
export function forgetToken(): void {
  write(() => sessionStorage.removeItem(TOKEN_KEY));
}

/**
 * Who this browser is where the server does not know better: the same person after a reload, so that
 * the agent remembers the conversation.
 */
export function ownSenderId(): string {
  const known = read(() => localStorage.getItem(SENDER_KEY));
  if (known !== null && known !== "") return known;
  const words = crypto.getRandomValues(new Uint32Array(3));
  const made = `web-${[...words].map((word) => word.toString(36)).join("")}`;
  write(() => localStorage.setItem(SENDER_KEY, made));
  return made;
}

function parse(text: string | null): { readonly url?: string; readonly name?: string } {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return {};
    const { url, name } = value as Record<string, unknown>;
    return {
      ...(typeof url === "string" && { url }),
      ...(typeof name === "string" && { name }),
    };
  } catch {
    return {};
  }
}

/** Browsers may be told to keep nothing; the page then works without. */
function read(get: () => string | null): string | null {
  try {
    return get();
  } catch {
    return null;
  }
}

function write(set: () => void): void {
  try {
    set();
  } catch {
    return;
  }
}
