import type { VNode } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { ToEndButton, useStickToEnd } from "@hawser/example-web-parts/reading";
import type { Entry } from "../chat/entry.js";
import type { Room } from "../chat/room.js";
import { EmptyRoom } from "./empty-room.js";
import { MessageView } from "./message-view.js";
import { useKeptPlace } from "./use-kept-place.js";
import { useMessageKeys } from "./use-message-keys.js";
import { useWindow } from "./use-window.js";

/** Messages of one author within this time, in ms, stand under one name. */
const TOGETHER_MS = 120_000;

/** Everything said in a room. */
export function MessageList({ room }: { readonly room: Room }): VNode {
  const entries = room.entries.value;
  const { frame, content, atEnd, toEnd } = useStickToEnd();
  const { from, more } = useWindow(entries.length, !atEnd);
  const keys = useMessageKeys(content, room);
  const keepPlace = useKeptPlace(frame, content, from);
  const latest = entries.at(-1);
  useLayoutEffect(() => {
    // Whoever writes wants to see what they wrote.
    if (latest?.kind === "own") toEnd();
  }, [latest, toEnd]);

  const showMore = (): void => {
    keepPlace();
    more();
  };
  const shown = entries.slice(from);
  return (
    <section class="conversation" aria-label={`Conversation with ${room.title}`}>
      <div class="scroller" ref={frame}>
        {entries.length === 0 && <EmptyRoom room={room} />}
        {from > 0 && (
          <button type="button" class="small earlier" onClick={showMore}>
            Show earlier messages ({from} more)
          </button>
        )}
        <ol ref={content} class="messages" onKeyDown={keys.onKeyDown} onFocusIn={keys.onFocus}>
          {shown.map((entry, index) => (
            <li key={entry.id}>
              {entry.kind === "notice" ? (
                <p class="notice">{entry.text}</p>
              ) : (
                <MessageView
                  room={room}
                  message={entry}
                  follows={belongTogether(shown[index - 1], entry)}
                  reachable={keys.reachable === entry.id}
                  onOpen={keys.focus}
                />
              )}
            </li>
          ))}
        </ol>
      </div>
      {!atEnd && <ToEndButton onClick={toEnd} />}
    </section>
  );
}

function belongTogether(before: Entry | undefined, entry: Entry): boolean {
  if (before === undefined || before.kind !== entry.kind) return false;
  if (entry.at - before.at > TOGETHER_MS) return false;
  if (before.kind === "member" && entry.kind === "member") return before.author === entry.author;
  return true;
}
