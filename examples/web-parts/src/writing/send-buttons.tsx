import type { VNode } from "preact";
import { SendIcon, StopIcon } from "../controls/icons.js";

/** Beside what is written: sending it, and stopping the answer. */
export function SendButtons(props: {
  /** Whether something is being answered. */
  readonly answering: boolean;
  /** Whether there is nothing to send. */
  readonly empty: boolean;
  readonly onStop: () => void;
}): VNode {
  const { answering, empty, onStop } = props;
  return (
    <>
      {answering && (
        <button
          type="button"
          class="round stop"
          aria-label="Stop the answer"
          title="Stop the answer (Escape)"
          onClick={onStop}
        >
          <StopIcon />
        </button>
      )}
      {(!answering || !empty) && (
        <button
          type="submit"
          class="round send"
          aria-label="Send"
          title="Send (Enter)"
          aria-disabled={empty}
        >
          <SendIcon />
        </button>
      )}
    </>
  );
}

/** Which keys do what while writing. */
export function WritingKeys(): VNode {
  return (
    <p id="composer-keys" class="keys">
      <kbd>Enter</kbd> sends, <kbd>Shift</kbd>+<kbd>Enter</kbd> begins a line, <kbd>Escape</kbd>{" "}
      stops the answer
    </p>
  );
}
