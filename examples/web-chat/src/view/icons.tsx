import type { VNode } from "preact";
import { Icon } from "@hawser/example-web-parts/controls";

export const PictureIcon = (): VNode => (
  <Icon>
    <rect x="2.5" y="3.5" width="15" height="13" rx="2.5" />
    <circle cx="7" cy="8" r="1.4" />
    <path d="m3.5 15 4-4 3 3 3-3.5 3.5 4" />
  </Icon>
);

export const ReplyIcon = (): VNode => (
  <Icon>
    <path d="M8 5 3.5 9.5 8 14" />
    <path d="M4 9.5h7a5 5 0 0 1 5 5V16" />
  </Icon>
);

export const ClockIcon = (): VNode => (
  <Icon>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6v4l2.5 2" />
  </Icon>
);

export const AlertIcon = (): VNode => (
  <Icon>
    <path d="M10 3 2.5 16.5h15L10 3Z" />
    <path d="M10 8v4M10 14.3v.1" />
  </Icon>
);

export const CloseIcon = (): VNode => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);

export const MenuIcon = (): VNode => (
  <Icon>
    <path d="M3 5.5h14M3 10h14M3 14.5h14" />
  </Icon>
);
