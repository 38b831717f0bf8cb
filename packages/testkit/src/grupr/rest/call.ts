import type { GruprOperation } from "../faults/rules.js";

/** A REST request as it came, token and all, and how it was answered. */
export interface GruprCall {
  /** undefined for a path or method this hub does not have. */
  readonly operation: Exclude<GruprOperation, "*"> | undefined;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it was JSON, else the text. */
  readonly body: unknown;
  /** ms since the epoch, the hub's clock. */
  readonly at: number;
  /** The status it was answered with; undefined before that, or when the answer was lost. */
  readonly status: number | undefined;
  /** The parsed answer. */
  readonly answer: unknown;
}

/** The same while it is being worked on. */
export type OpenCall = { -readonly [K in keyof GruprCall]: GruprCall[K] };

/** What a handler makes of a call. */
export type Outcome =
  | { readonly kind: "ok"; readonly status: number; readonly body: unknown }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly code: string;
      readonly message: string;
    };

/** Done. */
export function done(body: unknown, status = 200): Outcome {
  return { kind: "ok", status, body };
}

/** Not done. */
export function refused(status: number, code: string, message: string): Outcome {
  return { kind: "refused", status, code, message };
}
