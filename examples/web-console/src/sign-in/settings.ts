/** What a person filled in to sign in. */
export interface SignIn {
  readonly url: string;
  /** Empty when the gateway wants none, or knows this device already. */
  readonly token: string;
  /** Whether a reload may sign in by itself; the token then stays in this tab's session. */
  readonly keepToken: boolean;
}

const URL_KEY = "hawser-console.url";
const TOKEN_KEY = "hawser-console.token";

/** What was filled in last time. The token is only there if it was to be kept, and only in this tab. */
export function loadSignIn(defaultUrl: string): SignIn {
  const url = read(() => localStorage.getItem(URL_KEY));
  const token = read(() => sessionStorage.getItem(TOKEN_KEY));
  return { url: url ?? defaultUrl, token: token ?? "", keepToken: token !== null };
}

export function saveSignIn({ url, token, keepToken }: SignIn): void {
  write(() => localStorage.setItem(URL_KEY, url));
  write(() => {
    if (keepToken) sessionStorage.setItem(TOKEN_KEY, token);
    else sessionStorage.removeItem(TOKEN_KEY);
  });
}

/** After signing out the next reload asks again. */
export function forgetToken(): void {
  write(() => sessionStorage.removeItem(TOKEN_KEY));
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
