import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import { CheckIcon } from "@hawser/example-web-parts/controls";
import type { Delivery } from "../chat/entry.js";
import { AlertIcon, ClockIcon } from "./icons.js";

/** Under one's own message: how far it has come, and what to do when it has not. */
export function DeliveryState(props: {
  readonly delivery: Signal<Delivery>;
  readonly onRetry: () => void;
}): VNode {
  const state = props.delivery.value;
  switch (state.status) {
    case "queued":
      return (
        <p class="delivery">
          <ClockIcon /> Waiting for the line
        </p>
      );
    case "sent":
      return (
        <p class="delivery">
          <CheckIcon /> Sent
        </p>
      );
    case "failed":
      return (
        <div class="delivery failed">
          <p>
            <AlertIcon /> <b>{state.left ? "No answer." : "Not sent."}</b> {state.problem.what}{" "}
            {state.problem.help}
          </p>
          <button type="button" class="small" onClick={props.onRetry}>
            Send again
          </button>
        </div>
      );
  }
}
