import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { KEPT, KINDS, type KindFilter } from "../sessions/session-list.js";
import { useConsole } from "./console-context.js";
import { SessionRows } from "./session-rows.js";

const NAMES: Readonly<Record<KindFilter, string>> = {
  all: "All",
  direct: "Direct",
  group: "Groups",
  cron: "Cron",
  subagent: "Subagents",
  global: "Global",
  unknown: "Other",
};

/** The gateway's sessions, and how to begin one. */
export function SessionsPane({ onOpened }: { readonly onOpened: () => void }): VNode {
  const console = useConsole();
  const { sessions } = console;
  const open = (key: string): void => {
    console.open(key);
    onOpened();
  };
  const state = sessions.state.value;
  const shown = sessions.shown.value;
  const narrowed = sessions.kind.value !== "all" || sessions.search.value.trim() !== "";
  return (
    <nav class="pane sessions" aria-labelledby="sessions-title">
      <h2 id="sessions-title">Sessions</h2>
      <label class="visually-hidden" for="session-search">
        Find a session
      </label>
      <input
        id="session-search"
        type="search"
        placeholder="Find a session"
        value={sessions.search.value}
        onInput={({ currentTarget }) => {
          sessions.search.value = currentTarget.value;
        }}
      />
      <KindButtons />
      {state.status === "failed" && (
        <p class="complaint" role="alert">
          {state.problem.what} {state.problem.help}{" "}
          <button type="button" class="small" onClick={() => void sessions.load()}>
            Try again
          </button>
        </p>
      )}
      {state.status === "loading" && <p class="nothing">Reading …</p>}
      {state.status === "ready" && shown.length === 0 && (
        <p class="nothing">{narrowed ? "None fits." : "None yet. Begin one below."}</p>
      )}
      <SessionRows rows={shown} onOpen={open} />
      {sessions.all.value.length === KEPT && (
        <p class="nothing">These are the {KEPT} sessions that were used last.</p>
      )}
      <NewSession onOpen={open} />
    </nav>
  );
}

function KindButtons(): VNode {
  const { sessions } = useConsole();
  const counts = sessions.counts.value;
  const kinds = KINDS.filter((kind) => kind === "all" || (counts.get(kind) ?? 0) > 0);
  return (
    <div class="kinds" role="group" aria-label="Kinds of sessions">
      {kinds.map((kind) => (
        <button
          key={kind}
          type="button"
          class="chip"
          aria-pressed={sessions.kind.value === kind}
          onClick={() => {
            sessions.kind.value = kind;
          }}
        >
          {NAMES[kind]} <span class="soft">{counts.get(kind) ?? 0}</span>
        </button>
      ))}
    </div>
  );
}

/** Gateways make a session with its first message: a name is all that it takes. */
function NewSession({ onOpen }: { readonly onOpen: (key: string) => void }): VNode {
  const { presence } = useConsole();
  const agents = presence.agents.value;
  const [name, setName] = useState("");
  const [agent, setAgent] = useState<string | undefined>(undefined);
  const agentId = agent ?? agents[0]?.agentId ?? "main";
  const begin = (event: Event): void => {
    event.preventDefault();
    const id = name
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_-]+/gu, "-");
    if (id === "") return;
    setName("");
    onOpen(`agent:${agentId}:${id}`);
  };
  return (
    <form class="new-session" aria-label="New session" onSubmit={begin}>
      {agents.length > 1 && (
        <select
          aria-label="Agent"
          value={agentId}
          onChange={({ currentTarget }) => setAgent(currentTarget.value)}
        >
          {agents.map((one) => (
            <option key={one.agentId} value={one.agentId}>
              {one.name ?? one.agentId}
            </option>
          ))}
        </select>
      )}
      <div class="row">
        <input
          aria-label="Name of a new session"
          placeholder="New session"
          value={name}
          maxLength={60}
          autocapitalize="none"
          autocomplete="off"
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <button type="submit" aria-disabled={name.trim() === ""}>
          Open
        </button>
      </div>
    </form>
  );
}
