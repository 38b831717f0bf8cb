import type { VNode } from "preact";
import type { LineState } from "./line-state.js";

const WORDS: Readonly<Record<LineState["status"], string>> = {
  connecting: "connecting",
  ready: "connected",
  waiting: "no line",
  closed: "given up",
};

/** How the line is, in a word, and where it leads. */
export function LineStatus(props: {
  readonly status: LineState["status"];
  readonly host?: string;
}): VNode {
  const { status, host } = props;
  return (
    <p class={`line-state ${status}`}>
      {WORDS[status]} {host !== undefined && <span class="host">{host}</span>}
    </p>
  );
}

/** The line itself: it lies still while it holds, and is slack while it does not. */
export function Rope({ status }: { readonly status: LineState["status"] }): VNode {
  return <i class={`rope ${status}`} aria-hidden="true" />;
}
