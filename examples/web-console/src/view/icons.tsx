import type { VNode } from "preact";
import { Icon } from "@hawser/example-web-parts/controls";

export const ListIcon = (): VNode => (
  <Icon>
    <path d="M3.5 5.5h.1M3.5 10h.1M3.5 14.5h.1M7 5.5h9.500M7 10h9.500M7 14.5h9.500" />
  </Icon>
);

export const ChatIcon = (): VNode => (
  <Icon>
    <path d="M3 5.500a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9l-4 3.500v-3.500a2 2 0 0 1-2-2Z" />
  </Icon>
);

export const PulseIcon = (): VNode => (
  <Icon>
    <path d="M2.500 10.500h3.500l2.500-6 3 11 2.500-5h3.500" />
  </Icon>
);
