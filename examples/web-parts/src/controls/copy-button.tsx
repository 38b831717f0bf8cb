import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { say } from "../announce/announce.js";
import { copyText } from "./clipboard.js";
import { CheckIcon, CopyIcon } from "./icons.js";

type Outcome = "none" | "copied" | "failed";

const SHOWN_MS = 2000;

/** Copies a text and says for a moment whether that worked. */
export function CopyButton(props: {
  readonly text: string | (() => string);
  readonly label: string;
  readonly tabIndex?: number;
}): VNode {
  const [outcome, setOutcome] = useState<Outcome>("none");
  useEffect(() => {
    if (outcome === "none") return undefined;
    const timer = setTimeout(() => setOutcome("none"), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    const worked = await copyText(typeof props.text === "string" ? props.text : props.text());
    setOutcome(worked ? "copied" : "failed");
    say(worked ? "Copied" : "Could not copy");
  };
  return (
    <button
      type="button"
      class="quiet copy"
      onClick={() => void copy()}
      aria-label={props.label}
      tabIndex={props.tabIndex ?? 0}
    >
      {outcome === "copied" ? <CheckIcon /> : <CopyIcon />}
      <span aria-hidden="true">{words[outcome]}</span>
    </button>
  );
}

const words: Readonly<Record<Outcome, string>> = {
  none: "Copy",
  copied: "Copied",
  failed: "Not copied",
};
