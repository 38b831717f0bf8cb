import type { Logger } from "@hawser/core";
import type { Speaker } from "../identity/speaker.js";
import type { NotAdmitted } from "../replies/admission.js";
import type { PairDecision, PairHook, PairRequest } from "./types.js";

const NOT_PAIRED = "The owner of this agent has to approve you first";
const NOT_ASKED: NotAdmitted = {
  code: "internal",
  error: "The server could not find out whether you may write to this agent",
};

/** What the pair hook said; undefined lets the sender in. */
type Answer = Promise<NotAdmitted | undefined>;

/** Asks the pair hook: once at a time about a sender, however many of its messages wait for the answer. */
export class Pairing {
  readonly #hook: PairHook | undefined;
  readonly #logger: Logger;
  readonly #asking = new Map<string, Answer>();

  constructor(hook: PairHook | undefined, logger: Logger) {
    this.#hook = hook;
    this.#logger = logger;
  }

  /** Never rejects. Without a hook, and when it throws, nobody is let in. */
  ask(speaker: Speaker, connectionId: string): Answer {
    const { senderId } = speaker;
    const asked = this.#asking.get(senderId);
    if (asked !== undefined) return asked;
    const asking = this.#ask(requestOf(speaker, connectionId));
    this.#asking.set(senderId, asking);
    void asking.then(() => this.#asking.delete(senderId));
    return asking;
  }

  async #ask(request: PairRequest): Answer {
    let decision: PairDecision;
    try {
      decision = (await this.#hook?.(request)) ?? false;
    } catch (error) {
      this.#logger.error("pair failed", { error });
      return NOT_ASKED;
    }
    // Of what is no answer at all, which plain JavaScript may give, nothing lets anybody in.
    const { allowed, text = NOT_PAIRED }: { readonly allowed: unknown; readonly text?: string } =
      typeof decision === "boolean" ? { allowed: decision } : decision;
    return allowed === true ? undefined : { code: "pairing_required", error: text };
  }
}

function requestOf(speaker: Speaker, connectionId: string): PairRequest {
  const { senderId, senderName, authenticated, authData } = speaker;
  return {
    senderId,
    authenticated,
    connectionId,
    ...(senderName === undefined ? {} : { senderName }),
    ...(authData === undefined ? {} : { authData }),
  };
}
