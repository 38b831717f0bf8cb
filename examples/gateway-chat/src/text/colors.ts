import picocolors from "picocolors";

/** What colours a program uses; all of them plain where the output is no terminal. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours for an output, as NO_COLOR and FORCE_COLOR wish. */
export function colorsFor(output: { readonly isTTY?: boolean }): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "0";
  const wanted = forced || (output.isTTY === true && TERM !== "dumb");
  return picocolors.createColors(wanted && (NO_COLOR === undefined || NO_COLOR === ""));
}
