import type { VNode } from "preact";

/** The page's mark: a bollard with two turns of a hawser around it. */
export function Mark({ size = 32 }: { readonly size?: number }): VNode {
  return (
    <svg class="mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <path
        class="mark-post"
        d="M9 6a3 3 0 0 1 3-3h8a3 3 0 0 1 1.6 5.5V25H26a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-2a1 1 0 0 1 1-1h4.4V8.5A3 3 0 0 1 9 6Z"
      />
      <path
        class="mark-rope"
        d="M1.5 23.5c4 0 6.5-1.5 8.5-4M9.5 13.5c3.5 3.5 9.5 3.5 13 .5M9.5 18.5c3.5 3.5 9.5 3.5 13 .5M22.5 14c2-1.8 4-2.7 8-2.7"
      />
    </svg>
  );
}
