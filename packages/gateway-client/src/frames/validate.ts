import { ProtocolError, ValidationError } from "@hawser/core";
import { findFault, type Fault } from "../generated/check.js";
import { eventChecks, eventSpecs } from "../generated/events.js";
import { paramsSpecs } from "../generated/params.js";
import { helloOkSpec } from "../generated/hello.js";
import type { HelloOk, HelloOkWire } from "../schemas/index.js";
import { sharedList } from "./shared-lists.js";

/** The verdict on an event's payload. */
export type EventVerdict =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ValidationError };

/** Bounds assumed when a gateway does not state its own: the documented ones. */
const DEFAULT_MAX_PAYLOAD = 4_194_304;
const DEFAULT_TICK_INTERVAL_MS = 30_000;

/** Checks the payload of an event this client relies on. Unknown events pass. */
export function validateEvent(event: string, payload: unknown): EventVerdict {
  const check = own(eventChecks, event);
  if (check?.(payload)) return { ok: true, value: payload };
  const spec = own(eventSpecs, event);
  const fault = spec === undefined ? undefined : findFault(spec, payload);
  if (fault === undefined) return { ok: true, value: payload };
  return { ok: false, error: validationError(`The gateway's "${event}" event`, fault, "payload") };
}

/**
 * Checks the answer to `connect` and fills in what a gateway may leave out.
 *
 * @throws ProtocolError `BAD_HELLO` when it is no hello-ok.
 */
export function validateHello(payload: unknown): HelloOk {
  const fault = findFault(helloOkSpec, payload);
  if (fault !== undefined) {
    throw new ProtocolError(`The gateway's hello is not usable: ${describe(fault, "hello")}.`, {
      code: "BAD_HELLO",
    });
  }
  const wire = payload as HelloOkWire;
  return {
    ...wire,
    server: { version: "unknown", connId: "", ...wire.server },
    features: sharedFeatures({ methods: [], events: [], ...wire.features }),
    snapshot: wire.snapshot ?? {},
    policy: {
      maxPayload: DEFAULT_MAX_PAYLOAD,
      tickIntervalMs: DEFAULT_TICK_INTERVAL_MS,
      ...wire.policy,
    },
  };
}

function sharedFeatures(features: HelloOk["features"]): HelloOk["features"] {
  return {
    ...features,
    methods: sharedList("methods", features.methods),
    events: sharedList("events", features.events),
    ...(features.capabilities === undefined
      ? {}
      : { capabilities: sharedList("capabilities", features.capabilities) }),
  };
}

/**
 * Checks params before they are sent. Methods without a schema pass, unknown keys too.
 *
 * @throws ValidationError with the path of what is wrong and what was expected, never with the value.
 */
export function validateParams(method: string, params: unknown): void {
  const spec = own(paramsSpecs, method);
  if (spec === undefined) return;
  const fault = findFault(spec, params ?? {});
  if (fault !== undefined) throw validationError(method, fault, "params");
}

function validationError(what: string, fault: Fault, root: string): ValidationError {
  const path = root + fault.path;
  return new ValidationError(`${what}: ${describe(fault, root)}.`, {
    path,
    expected: fault.expected,
  });
}

function describe(fault: Fault, root: string): string {
  return `${root}${fault.path} must be ${fault.expected}`;
}

function own<T>(table: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
