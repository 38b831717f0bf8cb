/** `local` outlives the tab, `session` does not. */
export type Place = "local" | "session";

/** What the browser keeps under a key. Browsers may be told to keep nothing; then there is nothing. */
export function stored(place: Place, key: string): string | undefined {
  try {
    return storage(place).getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Has the browser keep a value, or forget it; where it keeps nothing, the value holds for this visit. */
export function store(place: Place, key: string, value: string | undefined): void {
  try {
    if (value === undefined) storage(place).removeItem(key);
    else storage(place).setItem(key, value);
  } catch {
    return;
  }
}

function storage(place: Place): Storage {
  return place === "local" ? localStorage : sessionStorage;
}
