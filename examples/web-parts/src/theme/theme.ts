import { effect, signal, type ReadonlySignal } from "@preact/signals";
import { store, stored } from "../storage/stored.js";

export type Theme = "system" | "light" | "dark";

const KEY = "hawser.theme";
const ORDER: readonly Theme[] = ["system", "light", "dark"];

const chosen = signal<Theme>(ORDER.find((known) => known === stored("local", KEY)) ?? "system");

/** Which colours were chosen; "system" until somebody chooses. */
export const theme: ReadonlySignal<Theme> = chosen;

/** The choice that comes after this one. */
export function nextTheme(current: Theme): Theme {
  return ORDER[(ORDER.indexOf(current) + 1) % ORDER.length] ?? "system";
}

/** Chooses colours for this and later visits. */
export function chooseTheme(next: Theme): void {
  chosen.value = next;
  store("local", KEY, next);
}

/** Keeps the page in the chosen colours. */
export function applyTheme(root: HTMLElement): () => void {
  return effect(() => {
    if (chosen.value === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = chosen.value;
  });
}
