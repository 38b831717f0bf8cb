import type { RefObject, VNode } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { typesWithThumbs } from "./keys.js";

/** Where a message is written. It grows with what is in it. */
export function WritingArea(props: {
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  /** Whom the message goes to. */
  readonly to: string;
  readonly onText: (text: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onPaste?: (event: ClipboardEvent) => void;
}): VNode {
  const { area, text, to, onText, onKeyDown, onPaste } = props;
  useLayoutEffect(() => grow(area.current), [text]);
  return (
    <textarea
      ref={area}
      rows={1}
      value={text}
      aria-label="Message"
      aria-describedby="composer-keys"
      placeholder={`Message ${to}`}
      enterkeyhint={typesWithThumbs() ? "enter" : "send"}
      autocomplete="off"
      onInput={({ currentTarget }) => onText(currentTarget.value)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
    />
  );
}

function grow(area: HTMLTextAreaElement | null): void {
  if (area === null) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}
