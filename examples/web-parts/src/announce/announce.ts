import { signal, type ReadonlySignal } from "@preact/signals";

const said = signal<{ readonly text: string; readonly count: number }>({ text: "", count: 0 });

/** What a screen reader is to read next. The count tells two equal sentences apart. */
export const announcement: ReadonlySignal<{ readonly text: string; readonly count: number }> = said;

/** Has a screen reader say a sentence when it has finished the one before. */
export function say(text: string): void {
  said.value = { text, count: said.value.count + 1 };
}
