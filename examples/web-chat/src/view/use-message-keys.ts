import type { RefObject } from "preact";
import { useCallback, useState } from "preact/hooks";
import type { Room } from "../chat/room.js";
import { useChat } from "./chat-context.js";

export interface MessageKeys {
  /** The one message that Tab leads to. */
  readonly reachable: string | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocus: (event: FocusEvent) => void;
  /** Brings a message into view and puts the focus on it. */
  readonly focus: (id: string) => void;
}

/**
 * Makes the list of messages one stop of the Tab key: the arrow keys, Home and End go from message to
 * message, Enter replies to one, Escape goes back to what is being written.
 */
export function useMessageKeys(list: RefObject<HTMLElement | null>, room: Room): MessageKeys {
  const chat = useChat();
  const [last, setLast] = useState<string | undefined>(undefined);
  const messages = room.entries.value.filter(({ kind }) => kind !== "notice");
  const reachable = messages.find(({ id }) => id === last)?.id ?? messages.at(-1)?.id;

  const focus = useCallback((id: string) => {
    const article = list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    article?.focus();
    article?.scrollIntoView({ block: "nearest" });
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      chat.wantsFocus.ring();
      return;
    }
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.dataset["id"] === undefined) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[data-id]") ?? [])];
    const next = neighbour(event.key, all, target);
    if (next !== undefined) {
      event.preventDefault();
      focus(next.dataset["id"] ?? "");
    } else if (event.key === "Enter") {
      event.preventDefault();
      const message = room.find(target.dataset["id"]);
      if (message !== undefined) chat.quote(room, message);
    }
  };

  const onFocus = (event: FocusEvent): void => {
    const message = event.target instanceof Element ? event.target.closest("[data-id]") : null;
    if (message instanceof HTMLElement) setLast(message.dataset["id"]);
  };

  return { reachable, onKeyDown, onFocus, focus };
}

function neighbour(
  key: string,
  all: readonly HTMLElement[],
  current: HTMLElement,
): HTMLElement | undefined {
  const index = all.indexOf(current);
  switch (key) {
    case "ArrowUp":
      return all[Math.max(0, index - 1)];
    case "ArrowDown":
      return all[Math.min(all.length - 1, index + 1)];
    case "Home":
      return all[0];
    case "End":
      return all.at(-1);
    default:
      return undefined;
  }
}
