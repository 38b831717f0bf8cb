import type { VNode } from "preact";
import { chooseTheme, nextTheme, theme, type Theme } from "./theme.js";
import { MoonIcon, SunIcon, SystemIcon } from "../controls/icons.js";

const NAMES: Readonly<Record<Theme, string>> = {
  system: "as the system",
  light: "light",
  dark: "dark",
};

/** Light, dark, or as the system says. */
export function ThemeButton(): VNode {
  const current = theme.value;
  const label = `Colours: ${NAMES[current]}. Change to ${NAMES[nextTheme(current)]}.`;
  return (
    <button
      type="button"
      class="quiet round"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(nextTheme(current))}
    >
      {current === "system" ? <SystemIcon /> : current === "light" ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}
