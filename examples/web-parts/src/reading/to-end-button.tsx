import type { VNode } from "preact";
import { DownIcon } from "../controls/icons.js";

/** Leads back to the end of a list that is read further up. */
export function ToEndButton({ onClick }: { readonly onClick: () => void }): VNode {
  return (
    <button type="button" class="to-end" onClick={onClick}>
      <DownIcon /> Newest
    </button>
  );
}
