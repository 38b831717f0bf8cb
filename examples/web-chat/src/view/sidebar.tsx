import type { VNode } from "preact";
import { Mark } from "@hawser/example-web-parts/controls";
import type { Room } from "../chat/room.js";
import { useChat } from "./chat-context.js";
import { CloseIcon } from "./icons.js";
import { JoinGroup } from "./join-group.js";

/** The rooms, and who one is. */
export function Sidebar(props: {
  readonly onChosen: () => void;
  readonly onSignOut: () => void;
}): VNode {
  const chat = useChat();
  const open = chat.rooms.open.value;
  const choose = (room: Room): void => {
    // First, so that the focus does not go back to where this was opened from.
    props.onChosen();
    chat.open(room);
  };
  return (
    <div class="sidebar">
      <p class="brand">
        <Mark /> Hawser
      </p>
      <nav aria-label="Conversations">
        <ul class="rooms">
          {chat.rooms.all.value.map((room) => (
            <li key={room.groupId ?? ""}>
              <button
                type="button"
                class="room"
                aria-current={room === open ? "page" : undefined}
                onClick={() => choose(room)}
              >
                <span class="room-name">
                  {room.groupId !== undefined && <span aria-hidden="true"># </span>}
                  {room.title}
                </span>
                {room.unread.value > 0 && (
                  <span class="count">
                    {room.unread.value}
                    <span class="visually-hidden"> unread</span>
                  </span>
                )}
              </button>
              {room.groupId !== undefined && (
                <button
                  type="button"
                  class="quiet leave"
                  aria-label={`Leave ${room.title}`}
                  title={`Leave ${room.title}`}
                  onClick={() => chat.leave(room)}
                >
                  <CloseIcon />
                </button>
              )}
            </li>
          ))}
        </ul>
      </nav>
      <JoinGroup onJoined={props.onChosen} />
      <div class="me">
        <p>
          <span class="visually-hidden">Signed in as </span>
          <b>{chat.line.name === "" ? "No name" : chat.line.name}</b>
          <span class="host">{chat.line.host}</span>
        </p>
        <button type="button" class="small" onClick={props.onSignOut}>
          Sign out
        </button>
      </div>
    </div>
  );
}
