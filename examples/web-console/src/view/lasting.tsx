import type { VNode } from "preact";
import { useNow } from "@hawser/example-web-parts/screen";
import { duration } from "./duration.js";

/** How long something has been going on, counted up. */
export function Lasting({ since }: { readonly since: number }): VNode {
  const now = useNow(1000);
  return <span class="lasting">{duration(now - since)}</span>;
}
