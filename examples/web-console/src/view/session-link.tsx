import type { VNode } from "preact";
import { keyName, sessionName } from "../sessions/session-name.js";
import { useConsole } from "./console-context.js";

/** The name of a session, which opens it. */
export function SessionLink(props: {
  readonly sessionKey: string;
  readonly onOpen: (key: string) => void;
}): VNode {
  const { sessions } = useConsole();
  const { sessionKey } = props;
  const row = sessions.all.value.find(({ key }) => key === sessionKey);
  return (
    <button type="button" class="link" onClick={() => props.onOpen(sessionKey)}>
      {row === undefined ? keyName(sessionKey) : sessionName(row)}
    </button>
  );
}
