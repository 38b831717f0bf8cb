import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { SendButtons, sends, WritingArea, WritingKeys } from "@hawser/example-web-parts/writing";
import type { Room } from "../chat/room.js";
import { addPictures, filesIn } from "../images/add-pictures.js";
import { AttachedPictures } from "./attached-pictures.js";
import { useChat } from "./chat-context.js";
import { CloseIcon, PictureIcon } from "./icons.js";

/** Where a message is written. */
export function Composer({ room }: { readonly room: Room }): VNode {
  const chat = useChat();
  const { draft } = room;
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [complaints, setComplaints] = useState<readonly string[]>([]);
  const text = draft.text.value;
  const quote = draft.quote.value;
  const answering = room.answering.value;
  const empty = text.trim() === "" && draft.pictures.value.length === 0;

  useEffect(() => chat.wantsFocus.on(() => area.current?.focus()), [chat]);

  const add = async (files: readonly File[]): Promise<void> => {
    setComplaints(await addPictures(draft, files));
    area.current?.focus();
  };
  useEffect(() => chat.dropped.on((files) => void add(files)), [chat, room]);

  const send = (): void => {
    setComplaints([]);
    chat.outbox.sendDraft(room);
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (sends(event)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && !event.isComposing) {
      if (quote !== undefined) draft.quote.value = undefined;
      else room.stop();
    }
  };
  const onPaste = (event: ClipboardEvent): void => {
    const files = filesIn(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    void add(files);
  };

  return (
    <form
      id="composer"
      class="composer"
      aria-label={`Message to ${room.title}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {complaints.length > 0 && (
        <div class="complaint" role="alert">
          {complaints.map((complaint) => (
            <p key={complaint}>{complaint}</p>
          ))}
        </div>
      )}
      {quote !== undefined && (
        <div class="quoting">
          <p>
            Reply to <b>{quote.author}</b> <span>{quote.text}</span>
          </p>
          <button
            type="button"
            class="quiet"
            aria-label="Do not reply to that message"
            onClick={() => {
              draft.quote.value = undefined;
              area.current?.focus();
            }}
          >
            <CloseIcon />
          </button>
        </div>
      )}
      <AttachedPictures draft={draft} onRemoved={() => area.current?.focus()} />
      <div class="writing-row">
        <input
          ref={picker}
          type="file"
          accept="image/*"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            void add([...(currentTarget.files ?? [])]);
            currentTarget.value = "";
          }}
        />
        {chat.line.takesPictures.value && (
          <button
            type="button"
            class="quiet round"
            aria-label="Attach pictures"
            title="Attach pictures (or paste, or drop them here)"
            onClick={() => picker.current?.click()}
          >
            <PictureIcon />
          </button>
        )}
        <WritingArea
          area={area}
          text={text}
          to={room.title}
          onText={(written) => {
            draft.text.value = written;
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <SendButtons
          answering={answering}
          empty={empty}
          onStop={() => {
            room.stop();
            area.current?.focus();
          }}
        />
      </div>
      <WritingKeys />
    </form>
  );
}
