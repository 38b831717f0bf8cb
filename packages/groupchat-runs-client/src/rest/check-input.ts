import { ValidationError } from "@hawser/core";
import { findFault, type Spec } from "../generated/check.js";

/**
 * Checks what is about to be sent.
 *
 * @throws ValidationError with the path of what is wrong, never with the value.
 */
export function checkInput(call: string, spec: Spec, value: unknown, root: string): void {
  const fault = findFault(spec, value);
  if (fault === undefined) return;
  const path = root + fault.path;
  throw new ValidationError(`${call}: ${path} must be ${fault.expected}.`, {
    path,
    expected: fault.expected,
  });
}

/** @throws ValidationError when `id` is no run id. */
export function checkId(call: string, id: unknown): asserts id is string {
  if (typeof id === "string" && id !== "") return;
  throw new ValidationError(`${call}: id must be a non-empty string.`, {
    path: "id",
    expected: "a non-empty string",
  });
}
