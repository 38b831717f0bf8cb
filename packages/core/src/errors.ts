/** What every Hawser error carries beside its message. */
export interface HawserErrorOptions {
  /** Stable, SCREAMING_SNAKE. Each class has its own default. */
  readonly code?: string;
  /** Whether the same thing may work later without anyone changing anything. */
  readonly retryable?: boolean;
  /** The other end's wish: not before so many milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** What a person can do about it. */
  readonly hint?: string | undefined;
  /** What caused it. */
  readonly cause?: unknown;
}

// Two copies of this package (ESM beside CJS, two versions) agree on these symbols, so `instanceof`
// holds across them.
const brandOf = (name: string): symbol => Symbol.for(`@hawser/core/${name}`);

function brand(constructor: { readonly prototype: object }, name: string): void {
  const mark = brandOf(name);
  Object.defineProperty(constructor.prototype, mark, { value: true });
  Object.defineProperty(constructor.prototype, "name", { value: name, configurable: true });
  Object.defineProperty(constructor, Symbol.hasInstance, {
    // A subclass outside this file has no brand of its own and goes by its prototype.
    value(this: unknown, value: unknown): boolean {
      if (this !== constructor) return Function.prototype[Symbol.hasInstance].call(this, value);
      return typeof value === "object" && value !== null && mark in value;
    },
  });
}

function assign(target: object, data: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(data)) {
    if (value !== undefined) (target as Record<string, unknown>)[key] = value;
  }
}

/** The base of every error Hawser throws. */
export class HawserError extends Error {
  /** Stable and fit for a `switch`, such as `"TIMEOUT"`. */
  readonly code: string;
  /** Whether the same call may work later without anyone changing anything. */
  readonly retryable: boolean;
  /** When the other end asked to be left alone for a while: milliseconds. */
  declare readonly retryAfterMs?: number;
  /** What a person can do about it. */
  declare readonly hint?: string;

  constructor(message: string, options: HawserErrorOptions & { readonly code: string }) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = options.code;
    this.retryable = options.retryable ?? false;
    assign(this, { retryAfterMs: options.retryAfterMs, hint: options.hint });
  }

  static {
    brand(this, "HawserError");
  }
}

const withDefaults = <O extends HawserErrorOptions>(
  options: O,
  code: string,
  retryable = false,
): O & { code: string } => ({
  ...options,
  code: options.code ?? code,
  retryable: options.retryable ?? retryable,
});

/** The other end does not accept who we say we are. Code `AUTH_FAILED`, never retried. */
export class AuthError extends HawserError {
  constructor(message: string, options: HawserErrorOptions = {}) {
    super(message, withDefaults(options, "AUTH_FAILED"));
  }

  static {
    brand(this, "AuthError");
  }
}

/** Options of {@link PairingRequiredError}. */
export interface PairingRequiredErrorOptions extends HawserErrorOptions {
  readonly requestId?: string | undefined;
  readonly approveCommand?: string | undefined;
  readonly reason?: string | undefined;
}

/** A person has to approve this device first. Code `PAIRING_REQUIRED`. */
export class PairingRequiredError extends HawserError {
  /** The pairing request that waits for approval. */
  declare readonly requestId?: string;
  /** The command that approves it. */
  declare readonly approveCommand?: string;
  /** Why pairing is asked for, in the other end's words, such as `"metadata-upgrade"`. */
  declare readonly reason?: string;

  constructor(message: string, options: PairingRequiredErrorOptions = {}) {
    super(message, withDefaults(options, "PAIRING_REQUIRED"));
    const { requestId, approveCommand, reason } = options;
    assign(this, { requestId, approveCommand, reason });
  }

  static {
    brand(this, "PairingRequiredError");
  }
}

/** Options of {@link ScopeError}. */
export interface ScopeErrorOptions extends HawserErrorOptions {
  readonly missing?: readonly string[];
  readonly granted?: readonly string[];
}

/** We are known, but not allowed to do this. Code `SCOPE_MISSING`, never retried. */
export class ScopeError extends HawserError {
  /** The scopes that would be needed. */
  readonly missing: readonly string[];
  /** The scopes we have. */
  readonly granted: readonly string[];

  constructor(message: string, options: ScopeErrorOptions = {}) {
    super(message, withDefaults(options, "SCOPE_MISSING"));
    this.missing = options.missing ?? [];
    this.granted = options.granted ?? [];
  }

  static {
    brand(this, "ScopeError");
  }
}

/** The other end speaks something else than we do. Code `PROTOCOL_ERROR`, never retried. */
export class ProtocolError extends HawserError {
  constructor(message: string, options: HawserErrorOptions = {}) {
    super(message, withDefaults(options, "PROTOCOL_ERROR"));
  }

  static {
    brand(this, "ProtocolError");
  }
}

/** Options of {@link TimeoutError}. */
export interface TimeoutErrorOptions extends HawserErrorOptions {
  readonly timeoutMs: number;
}

/** Nothing came in time. Code `TIMEOUT`, retryable unless said otherwise. */
export class TimeoutError extends HawserError {
  /** How long was waited, in milliseconds. */
  readonly timeoutMs: number;

  constructor(message: string, options: TimeoutErrorOptions) {
    super(message, withDefaults(options, "TIMEOUT", true));
    this.timeoutMs = options.timeoutMs;
  }

  static {
    brand(this, "TimeoutError");
  }
}

/** Options of {@link ConnectionLostError}. */
export interface ConnectionLostErrorOptions extends HawserErrorOptions {
  readonly maybeExecuted?: boolean;
  readonly closeCode?: number | undefined;
  readonly closeReason?: string | undefined;
  readonly phase?: string | undefined;
}

/**
 * There is no connection, or it went away. Code `CONNECTION_LOST` (or `CLOSED` after our own
 * `close()`), retryable unless said otherwise.
 */
export class ConnectionLostError extends HawserError {
  /** Whether the other end may have done what was asked before the connection went away. */
  readonly maybeExecuted: boolean;
  /** The WebSocket close code, when there was one. */
  declare readonly closeCode?: number;
  /** The close reason in the other end's words. */
  declare readonly closeReason?: string;
  /** How far the connection had come: `"connecting"`, `"handshaking"` or `"ready"`. */
  declare readonly phase?: string;

  constructor(message: string, options: ConnectionLostErrorOptions = {}) {
    super(message, withDefaults(options, "CONNECTION_LOST", true));
    this.maybeExecuted = options.maybeExecuted ?? false;
    const { closeCode, closeReason, phase } = options;
    assign(this, { closeCode, closeReason, phase });
  }

  static {
    brand(this, "ConnectionLostError");
  }
}

/** Options of {@link RemoteError}. */
export interface RemoteErrorOptions extends HawserErrorOptions {
  readonly remoteCode: string;
  readonly details?: unknown;
  readonly method?: string | undefined;
}

/** The other end understood and said no. Code `REMOTE_ERROR`; its own code is `remoteCode`. */
export class RemoteError extends HawserError {
  /** The other end's code, such as `"INVALID_REQUEST"`. */
  readonly remoteCode: string;
  /** The other end's details, as they came. */
  declare readonly details?: unknown;
  /** What was asked of it. */
  declare readonly method?: string;

  constructor(message: string, options: RemoteErrorOptions) {
    super(message, withDefaults(options, "REMOTE_ERROR"));
    this.remoteCode = options.remoteCode;
    assign(this, { details: options.details, method: options.method });
  }

  static {
    brand(this, "RemoteError");
  }
}

/** Options of {@link ValidationError}. */
export interface ValidationErrorOptions extends HawserErrorOptions {
  readonly path: string;
  readonly expected: string;
}

/** A value has the wrong shape. Code `INVALID_ARGUMENT`, never retried. */
export class ValidationError extends HawserError {
  /** Where in the value, such as `"params.sessionKey"`. */
  readonly path: string;
  /** What should have been there. */
  readonly expected: string;

  constructor(message: string, options: ValidationErrorOptions) {
    super(message, withDefaults(options, "INVALID_ARGUMENT"));
    this.path = options.path;
    this.expected = options.expected;
  }

  static {
    brand(this, "ValidationError");
  }
}
