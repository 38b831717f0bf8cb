import { ValidationError } from "@hawser/core";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The hub answers 404 to anything else, and paths are made of these.
 *
 * @throws ValidationError naming the parameter.
 */
export function checkUuid(value: string, path: string): void {
  if (typeof value === "string" && UUID.test(value)) return;
  throw new ValidationError(`${path} is not a UUID`, {
    path,
    expected: "a UUID such as 6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506",
  });
}

/** The most a hub gives at once. */
export const MAX_PAGE = 100;

/** @throws ValidationError */
export function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE) return;
  throw new ValidationError("limit is out of range", {
    path: "limit",
    expected: "a whole number from 1 to 100",
  });
}
