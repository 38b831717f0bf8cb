import {
  abortable,
  AuthError,
  type Clock,
  HawserError,
  type Link,
  type Logger,
  ProtocolError,
  safeCause,
  withDeadline,
} from "@hawser/core";
import {
  afterAcceptance,
  afterRefusal,
  type AuthChoice,
  type AuthCredentials,
  type AuthMemory,
  chooseAuth,
  freshAuth,
  issuedDeviceToken,
} from "../device/auth-choice.js";
import type { Device, DeviceSignatureFormat } from "../device/index.js";
import {
  type InboundFrame,
  validateEvent,
  validateHello,
  validateParams,
} from "../frames/index.js";
import { DEFAULT_SCOPES, type GatewayClientOptions } from "../options.js";
import type {
  ConnectChallenge,
  ConnectParams,
  HelloOk,
  RemoteErrorShape,
} from "../schemas/index.js";
import { connectFailure, failureCode } from "./failures.js";
import { connectClient, deviceOpener } from "./identity.js";
import { concealTokens, type Secrets } from "./secrets.js";

const CONNECT_ID = "connect";

export interface HandshakeContext {
  readonly options: GatewayClientOptions;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Capabilities to announce. */
  caps(): readonly string[];
  /** The address this attempt connects to, for the device token that belongs to it. */
  address(): string;
  /** Told what may appear nowhere, as soon as it is known. */
  readonly secrets: Secrets;
}

interface Attempt {
  readonly challenge: Latch<ConnectChallenge>;
  readonly answer: Latch<HelloOk>;
}

/**
 * Opens a session on a fresh socket:
 * `connect.challenge` (where it comes) → `connect` → `hello-ok`, offering protocol 3 and 4.
 */
export class Handshake {
  readonly #context: HandshakeContext;
  readonly #device: () => Promise<Device | undefined>;
  #memory: AuthMemory = freshAuth;
  #attempt: Attempt | undefined;
  #format: DeviceSignatureFormat = "v3";
  #aheadMs: number | undefined;

  constructor(context: HandshakeContext) {
    this.#context = context;
    const { device, client } = context.options;
    this.#device = deviceOpener(device, client, context.logger);
  }

  /** How far the gateway's clock is ahead of ours, as its last challenge told (ms), its way here not counted. */
  get aheadMs(): number | undefined {
    return this.#aheadMs;
  }

  /** Takes the frames that belong to the handshake; false for all others. */
  take(frame: InboundFrame): boolean {
    const attempt = this.#attempt;
    if (attempt === undefined) return false;
    if (frame.type === "event" && frame.event === "connect.challenge") {
      const verdict = validateEvent(frame.event, frame.payload);
      if (verdict.ok) this.#challenged(attempt, verdict.value as ConnectChallenge);
      else attempt.challenge.reject(badChallenge(verdict.error));
      return true;
    }
    if (frame.type === "res" && frame.id === CONNECT_ID) {
      try {
        if (!frame.ok) throw new Refusal(this.#context.secrets.hideIn(frame.error));
        attempt.answer.resolve(validateHello(frame.payload));
      } catch (error) {
        attempt.answer.reject(error);
      }
      return true;
    }
    return false;
  }

  #challenged(attempt: Attempt, challenge: ConnectChallenge): void {
    if (challenge.ts !== undefined) this.#aheadMs = challenge.ts - this.#context.clock.now();
    attempt.challenge.resolve(challenge);
  }

  /** hello-ok may come bare, without the response around it (upstream §2). */
  takeBare(value: unknown): boolean {
    const attempt = this.#attempt;
    if (attempt === undefined) return false;
    try {
      attempt.answer.resolve(validateHello(value));
    } catch (error) {
      attempt.answer.reject(error);
    }
    return true;
  }

  async run(link: Link): Promise<HelloOk> {
    const attempt: Attempt = { challenge: new Latch(), answer: new Latch() };
    this.#attempt = attempt;
    try {
      return await abortable(this.#exchange(link, attempt), link.signal);
    } finally {
      if (this.#attempt === attempt) this.#attempt = undefined;
    }
  }

  async #exchange(link: Link, attempt: Attempt): Promise<HelloOk> {
    const { options, logger } = this.#context;
    const [device, given] = await Promise.all([this.#device(), this.#credentials(link)]);
    const role = options.role ?? "operator";
    const gateway = this.#context.address();
    const kept = await device?.token(gateway, role);
    this.#context.secrets.keep(kept?.token);
    const credentials: AuthCredentials = { ...given, deviceToken: kept?.token };
    const choice = chooseAuth(credentials, this.#memory);
    // Without a device nothing is signed, and every measured gateway takes `connect` before its challenge is read.
    const challenge = device === undefined ? undefined : await this.#challenge(attempt, link);
    const params = await this.#params(role, device, choice, challenge);
    validateParams("connect", params);
    link.send(JSON.stringify({ type: "req", id: CONNECT_ID, method: "connect", params }));
    try {
      const hello = await attempt.answer.promise;
      checkProtocol(hello);
      this.#memory = afterAcceptance(this.#memory, choice);
      const issued = issuedDeviceToken(hello.auth);
      if (issued !== undefined) {
        this.#context.secrets.keep(issued.token);
        await device?.saveToken(gateway, role, issued).catch((error: unknown) => {
          logger.warn(
            "the device token could not be kept; the next connect uses the gateway token",
            { error },
          );
        });
      }
      return concealTokens(hello);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw await this.#refused(error.shape, { credentials, choice, device, gateway, role });
    }
  }

  async #refused(
    shape: RemoteErrorShape,
    sent: {
      readonly credentials: AuthCredentials;
      readonly choice: AuthChoice;
      readonly device: Device | undefined;
      readonly gateway: string;
      readonly role: string;
    },
  ): Promise<HawserError> {
    const failure = connectFailure(shape);
    if (!(failure instanceof AuthError)) return failure;
    if (failure.code === "DEVICE_AUTH_SIGNATURE_INVALID") {
      // A gateway that knows only the older signed string gets it, once.
      this.#format = this.#format === "v3" ? "v2" : "v3";
      return this.#format === "v2" ? asRetryable(failure) : failure;
    }
    const details = (shape.details ?? {}) as {
      canRetryWithDeviceToken?: boolean;
      recommendedNextStep?: string;
    };
    const step = afterRefusal(sent.credentials, this.#memory, sent.choice, {
      ...details,
      code: failureCode(shape),
    });
    this.#memory = step.memory;
    const { deviceToken } = sent.credentials;
    if (step.clearStored && deviceToken !== undefined) {
      await sent.device
        ?.clearToken(sent.gateway, sent.role, deviceToken)
        .catch((error: unknown) => {
          this.#context.logger.warn("the refused device token could not be removed", { error });
        });
    }
    if (!step.retry && step.hint === undefined) return failure;
    const hint = step.hint ?? failure.hint;
    return new AuthError(failure.message, {
      code: failure.code,
      retryable: step.retry,
      hint,
    });
  }

  async #credentials(link: Link): Promise<AuthCredentials> {
    const { options, clock } = this.#context;
    const context = { attempt: link.attempt };
    const ms = options.credentialTimeoutMs ?? 10_000;
    const ask = async (name: "token" | "password"): Promise<string | undefined> => {
      const source = options[name];
      if (typeof source !== "function") return source;
      try {
        return await withDeadline(async (signal) => source({ ...context, signal }), {
          ms,
          clock,
          signal: link.signal,
          onTimeout: () => credentialError(name, `gave no answer within ${ms} ms`),
        });
      } catch (error) {
        if (error instanceof HawserError || link.signal.aborted) throw error;
        throw credentialError(name, "failed", error);
      }
    };
    const [token, password] = await Promise.all([ask("token"), ask("password")]);
    this.#context.secrets.keep(token);
    this.#context.secrets.keep(password);
    return { token, password };
  }

  async #challenge(attempt: Attempt, link: Link): Promise<ConnectChallenge | undefined> {
    const { options, clock } = this.#context;
    const waited = new Latch<undefined>();
    const timer = clock.setTimeout(
      () => waited.resolve(undefined),
      options.challengeTimeoutMs ?? 2_000,
    );
    try {
      // Loopback gateways may leave the challenge out (upstream §2): then nothing can be signed.
      return await abortable(
        Promise.race([attempt.challenge.promise, waited.promise]),
        link.signal,
      );
    } finally {
      clock.clearTimeout(timer);
    }
  }

  async #params(
    role: string,
    device: Device | undefined,
    choice: AuthChoice,
    challenge: ConnectChallenge | undefined,
  ): Promise<ConnectParams> {
    const { options, clock } = this.#context;
    const client = connectClient(options, device);
    const scopes = [...(options.scopes ?? DEFAULT_SCOPES)];
    const caps = [...this.#context.caps()];
    const proof =
      device === undefined || challenge === undefined
        ? undefined
        : await device.sign({
            format: this.#format,
            clientId: client.id,
            clientMode: client.mode,
            role,
            scopes,
            signedAtMs: challenge.ts ?? clock.now(),
            token: choice.signToken,
            nonce: challenge.nonce,
            platform: client.platform,
            deviceFamily: client.deviceFamily,
          });
    // Gateways refuse params they do not know, so only these are ever sent.
    return {
      minProtocol: 3,
      maxProtocol: 4,
      client,
      role,
      scopes,
      ...(caps.length === 0 ? {} : { caps }),
      ...(choice.auth === undefined ? {} : { auth: choice.auth }),
      ...(proof === undefined ? {} : { device: proof }),
    };
  }
}

function asRetryable(failure: AuthError): AuthError {
  const { message, code, hint } = failure;
  return new AuthError(message, { code, retryable: true, hint });
}

class Refusal extends Error {
  constructor(readonly shape: RemoteErrorShape) {
    super("refused");
  }
}

/** A promise that is settled from outside, once. */
class Latch<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => undefined);
  }
}

function checkProtocol(hello: HelloOk): void {
  if (hello.protocol === 3 || hello.protocol === 4) return;
  throw new ProtocolError(
    `The gateway speaks protocol ${hello.protocol}; this client speaks 3 and 4.`,
    {
      code: "PROTOCOL_MISMATCH",
      hint: "Use a @hawser/gateway-client that speaks the gateway's version.",
    },
  );
}

function badChallenge(cause: HawserError): ProtocolError {
  const message = `The gateway's challenge is not usable: ${cause.message}`;
  return new ProtocolError(message, { code: "BAD_CHALLENGE", cause });
}

function credentialError(name: string, what: string, cause?: unknown): AuthError {
  // Whatever a provider throws may hold secrets of its own: its text is kept as the cause, not quoted.
  return new AuthError(`The \`${name}\` provider ${what}.`, {
    code: "CREDENTIALS_UNAVAILABLE",
    retryable: true,
    hint: `Look at the cause; the \`${name}\` option is asked at every connection attempt.`,
    ...(cause === undefined ? {} : { cause: safeCause(cause) }),
  });
}
