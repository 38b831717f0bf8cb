import type { VNode } from "preact";
import { duration } from "./duration.js";
import { useNow } from "@hawser/example-web-parts/line";

/** How long something has been going on, counted up. */
export function Lasting({ since }: { readonly since: number }): VNode {
  const now = useNow(1000);
  return <span class="lasting">{duration(now - since)}</span>;
}
