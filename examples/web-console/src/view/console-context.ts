import { createContext, type Context } from "preact";
import { useContext } from "preact/hooks";
import type { Console } from "../console.js";

/** The console that the page shows. */
export const ConsoleContext: Context<Console | undefined> = createContext<Console | undefined>(
  undefined,
);

export function useConsole(): Console {
  const console = useContext(ConsoleContext);
  if (console === undefined) throw new Error("no console around this component");
  return console;
}
