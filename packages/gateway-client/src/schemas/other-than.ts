import * as z from "zod";

/** Any string but these: the open end of a union told apart by a literal. */
export function otherThan<Brand extends string>(
  ...literals: readonly string[]
): z.ZodType<string & z.$brand<Brand>> {
  return z.string().regex(new RegExp(`^(?!(?:${literals.join("|")})$)`)) as z.ZodType<
    string & z.$brand<Brand>
  >;
}
