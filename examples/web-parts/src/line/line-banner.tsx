import type { ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { say } from "../announce/announce.js";
import { inSeconds, secondsUntil } from "./countdown.js";
import type { LineState } from "./line-state.js";
import { useNow } from "../screen/use-now.js";

/** Says that the line is gone, when it is tried again, and lets the reader try at once. */
export function LineBanner(props: {
  readonly line: { readonly state: ReadonlySignal<LineState>; tryNow(): void };
  /** A sentence: what is kept meanwhile. */
  readonly meanwhile: string;
  readonly onSignOut: () => void;
}): VNode | null {
  const { line, meanwhile, onSignOut } = props;
  const state = line.state.value;
  useSpoken(state.status);
  switch (state.status) {
    case "ready":
      return null;
    case "connecting":
      return (
        <section class="banner" aria-label="The line">
          <p>Connecting …</p>
        </section>
      );
    case "waiting":
      return (
        <section class="banner" aria-label="The line">
          <p>
            <b>The line is gone.</b> {state.problem.what} {state.problem.help} {meanwhile}{" "}
            <span aria-hidden="true">Trying again </span>
            <Countdown until={state.until} />
          </p>
          <button type="button" class="small" onClick={() => line.tryNow()}>
            Try now
          </button>
        </section>
      );
    case "closed":
      return (
        <section class="banner final" aria-label="The line">
          <p role="alert">
            <b>The line was given up.</b> {state.problem?.what} {state.problem?.help}
          </p>
          <button type="button" class="small" onClick={onSignOut}>
            Sign in again
          </button>
        </section>
      );
  }
}

/** Counts the seconds for the eye only: a screen reader hears once that the line is gone. */
function Countdown({ until }: { until: number }): VNode {
  const now = useNow(250);
  return (
    <span class="countdown" aria-hidden="true">
      {inSeconds(secondsUntil(until, now))}.
    </span>
  );
}

function useSpoken(status: LineState["status"]): void {
  const [last, setLast] = useState(status);
  useEffect(() => {
    if (status === last) return;
    // Attempts in between are not worth a word.
    if (status === "waiting" && last === "ready") say("The line is gone. Trying again.");
    if (status === "ready") say("Connected again");
    if (status !== "connecting") setLast(status);
  }, [status, last]);
}
