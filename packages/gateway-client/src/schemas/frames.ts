import * as z from "zod";

/** The `error` of a refused request, as the gateway sends it. Source: upstream §10, `ErrorShape` of protocol 4. */
export interface RemoteErrorShape {
  /** What went wrong: `INVALID_REQUEST`, `NOT_PAIRED`, `UNAVAILABLE`, `FORBIDDEN`, or the documented `ERR_*`. */
  code: string;
  /** For people. */
  message: string;
  /** Says more, by code: `details.code`, `details.reason`, `details.missingScope`, … */
  details?: unknown;
  /** Whether the same request may succeed later. */
  retryable?: boolean;
  /** How long to wait before trying again, in milliseconds. */
  retryAfterMs?: number;
}

export const remoteErrorSchema: z.ZodType<RemoteErrorShape> = z.looseObject({
  code: z.string(),
  message: z.string(),
  details: z.unknown().exactOptional(),
  retryable: z.boolean().exactOptional(),
  retryAfterMs: z.number().exactOptional(),
});

/** Versions of the gateway's shared state, sent with the events that change it. */
export interface StateVersion {
  presence?: number;
  health?: number;
}

export const stateVersionSchema: z.ZodType<StateVersion> = z.looseObject({
  presence: z.number().exactOptional(),
  health: z.number().exactOptional(),
});

/** A call to the gateway. */
export interface RequestFrame {
  type: "req";
  /** Chosen by the client; the response carries it back. */
  id: string;
  method: string;
  params?: unknown;
}

export const requestFrameSchema: z.ZodType<RequestFrame> = z.looseObject({
  type: z.literal("req"),
  id: z.string().min(1),
  method: z.string().min(1),
  params: z.unknown().exactOptional(),
});
