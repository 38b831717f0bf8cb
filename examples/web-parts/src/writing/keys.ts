/** On a touch keyboard Enter begins a line; the button sends. */
export function typesWithThumbs(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

/** Whether this key sends what was written. Input methods keep their Enter. */
export function sends(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && !typesWithThumbs();
}
