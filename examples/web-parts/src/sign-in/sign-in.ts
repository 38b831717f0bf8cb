import { store, stored } from "../storage/stored.js";

/** What a person filled in to sign in. */
export interface SignIn {
  readonly url: string;
  /** How others see them; empty where the page does not ask. */
  readonly name: string;
  /** Empty when none is wanted, or this device is known already. */
  readonly token: string;
  /** Whether a reload may sign in by itself; the token then stays in this tab's session. */
  readonly keepToken: boolean;
}

/**
 * What was filled in last time. The token is only there if it was to be kept, and only in this tab.
 *
 * @param app what the browser keeps it under, such as "hawser-chat".
 */
export function loadSignIn(app: string, defaultUrl: string): SignIn {
  const kept = parse(stored("local", `${app}.sign-in`));
  const token = stored("session", `${app}.token`);
  return {
    url: kept.url ?? defaultUrl,
    name: kept.name ?? "",
    token: token ?? "",
    keepToken: token !== undefined,
  };
}

export function saveSignIn(app: string, { url, name, token, keepToken }: SignIn): void {
  store("local", `${app}.sign-in`, JSON.stringify({ url, ...(name !== "" && { name }) }));
  store("session", `${app}.token`, keepToken ? token : undefined);
}

/** After signing out the next reload asks again. */
export function forgetToken(app: string): void {
  store("session", `${app}.token`, undefined);
}

function parse(text: string | undefined): { readonly url?: string; readonly name?: string } {
  if (text === undefined) return {};
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
