import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import {
  SendButtons,
  sends,
  typesWithThumbs,
  WritingArea,
  WritingKeys,
} from "@hawser/example-web-parts/writing";
import type { Conversation } from "../chat/conversation.js";
import { explain } from "../line/explain.js";

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
    if (sends(event)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && !event.isComposing && working) void stop();
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
        <WritingArea
          area={area}
          text={text}
          to={name}
          onText={(written) => {
            conversation.draft.value = written;
          }}
          onKeyDown={onKeyDown}
        />
        <SendButtons answering={working} empty={empty} onStop={() => void stop()} />
      </div>
      <WritingKeys />
    </form>
  );
}
