import type { ComponentChildren, VNode } from "preact";

// Drawn here: a dozen lines each instead of a library. All are decoration, their buttons have labels.

/** A drawing of 20 by 20 in the colour of the words around it. */
export function Icon({ children }: { readonly children: ComponentChildren }): VNode {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const SendIcon = (): VNode => (
  <Icon>
    <path d="M10 16V4M5 9l5-5 5 5" />
  </Icon>
);

export const StopIcon = (): VNode => (
  <Icon>
    <rect x="5.5" y="5.5" width="9" height="9" rx="1.5" fill="currentColor" />
  </Icon>
);

export const CopyIcon = (): VNode => (
  <Icon>
    <rect x="7" y="7" width="9.5" height="9.5" rx="2" />
    <path d="M13 4.5V4a1.5 1.5 0 0 0-1.5-1.5H5A1.5 1.5 0 0 0 3.5 4v6.5A1.5 1.5 0 0 0 5 12" />
  </Icon>
);

export const CheckIcon = (): VNode => (
  <Icon>
    <path d="m4 10.5 4 4 8-9" />
  </Icon>
);

export const DownIcon = (): VNode => (
  <Icon>
    <path d="M10 4v12M5 11l5 5 5-5" />
  </Icon>
);

export const SystemIcon = (): VNode => (
  <Icon>
    <circle cx="10" cy="10" r="6.5" />
    <path d="M10 3.5a6.5 6.5 0 0 1 0 13Z" fill="currentColor" />
  </Icon>
);

export const SunIcon = (): VNode => (
  <Icon>
    <circle cx="10" cy="10" r="3.3" />
    <path d="M10 2.5v1.800M10 15.700v1.800M2.5 10h1.800M15.700 10h1.800M4.700 4.700 6 6M14 14l1.3 1.3M4.700 15.3 6 14M14 6l1.3-1.3" />
  </Icon>
);

export const MoonIcon = (): VNode => (
  <Icon>
    <path d="M16.5 11.800A6.800 6.800 0 0 1 8.200 3.5a6.800 6.800 0 1 0 8.3 8.3Z" />
  </Icon>
);
