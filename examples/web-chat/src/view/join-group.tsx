import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useChat } from "./chat-context.js";

/** Joins a group by its name; a new name makes a new group. */
export function JoinGroup({ onJoined }: { readonly onJoined: () => void }): VNode {
  const chat = useChat();
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const join = (event: Event): void => {
    event.preventDefault();
    const refused = chat.join(name);
    setProblem(refused);
    if (refused !== undefined) return;
    setName("");
    onJoined();
    chat.wantsFocus.ring();
  };
  if (!chat.line.hasGroups.value) {
    return <p class="hint">This server shows no groups of several people.</p>;
  }
  return (
    <form class="join" onSubmit={join}>
      <label for="group-name">Join a group</label>
      <div class="row">
        <input
          id="group-name"
          value={name}
          maxLength={64}
          placeholder="its name"
          autocomplete="off"
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : "group-problem"}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <button type="submit" class="small">
          Join
        </button>
      </div>
      {problem !== undefined && (
        <p id="group-problem" class="field-problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
