import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../chat/conversation.js";
import { explain } from "../line/explain.js";
import { SendIcon, StopIcon } from "./icons.js";

/** Where a message is written. */
export function Composer(props: {
  readonly conversation: Conversation;
  readonly name: string;
}): VNode {
  const { conversation, name } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const [complaint, setComplaint] = useState("");
  const text = conversation.draft.value;
  const working = conversation.working.value;
  const empty = text.trim() === "";
  useEffect(() => {
    // Where a keyboard would jump up at once, the reader decides when.
    if (!typesWithThumbs()) area.current?.focus();
  }, []);
  useLayoutEffect(() => grow(area.current), [text]);

  const send = (): void => {
    if (empty) return;
    setComplaint("");
    conversation.send(text.trim());
    conversation.draft.value = "";
    area.current?.focus();
  };
  const stop = async (): Promise<void> => {
    area.current?.focus();
    try {
      await conversation.stop();
    } catch (error) {
      const { what, help } = explain(error);
      setComplaint(`${what} ${help}`);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !typesWithThumbs()) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && working) void stop();
  };

  return (
    <form
      id="composer"
      class="composer"
      aria-label={`Message to ${name}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {complaint !== "" && (
        <p class="complaint" role="alert">
          {complaint}
        </p>
      )}
      <div class="writing-row">
        <textarea
          ref={area}
          rows={1}
          value={text}
          aria-label="Message"
          aria-describedby="composer-keys"
          placeholder={`Message ${name}`}
          enterkeyhint={typesWithThumbs() ? "enter" : "send"}
          autocomplete="off"
          onInput={({ currentTarget }) => {
            conversation.draft.value = currentTarget.value;
          }}
          onKeyDown={onKeyDown}
        />
        {working && (
          <button
            type="button"
            class="round stop"
            aria-label="Stop the answer"
            title="Stop the answer (Escape)"
            onClick={() => void stop()}
          >
            <StopIcon />
          </button>
        )}
        {(!working || !empty) && (
          <button
            type="submit"
            class="round send"
            aria-label="Send"
            title="Send (Enter)"
            aria-disabled={empty}
          >
            <SendIcon />
          </button>
        )}
      </div>
      <p id="composer-keys" class="keys">
        <kbd>Enter</kbd> sends, <kbd>Shift</kbd>+<kbd>Enter</kbd> begins a line, <kbd>Escape</kbd>{" "}
        stops the answer
      </p>
    </form>
  );
}

/** On a touch keyboard Enter begins a line; the button sends. */
function typesWithThumbs(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

function grow(area: HTMLTextAreaElement | null): void {
  if (area === null) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}
