import * as z from "zod";

/** Any string but these: the open end of a union whose members are told apart by a literal. */
export function otherThan(...literals: readonly string[]): z.ZodString {
  return z.string().regex(new RegExp(`^(?!(?:${literals.join("|")})$)`));
}
