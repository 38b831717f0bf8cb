import type { ChatSendParams, ChatSendResult } from "../schemas/index.js";
import { isPassing } from "./run-errors.js";
import type { ChatPort } from "./run-host.js";
import { runParams } from "./send-params.js";

interface DeliveryOptions {
  readonly signal: AbortSignal;
  /** From now on the message may be at the gateway. */
  readonly onLeaving: () => void;
  /** Asked before the message is sent once more. */
  readonly mayRepeat: () => Promise<boolean>;
}

interface Delivery {
  readonly ack: ChatSendResult;
  /** The answer is to a repeated send: the gateway may have had the message before. */
  readonly repeated: boolean;
}

/**
 * Hands a message to the gateway, through lost links and lost answers: its key makes repeating safe.
 * Undefined when it was not to be repeated.
 *
 * @throws what ends the wait for a session; a refusal; TimeoutError when a gateway that is there does
 * not answer twice.
 */
export async function deliver(
  port: ChatPort,
  message: ChatSendParams,
  { signal, onLeaving, mayRepeat }: DeliveryOptions,
): Promise<Delivery | undefined> {
  let unanswered = 0;
  for (let repeated = false; ; repeated = true) {
    // What may be sent depends on the gateway's generation.
    if (port.hello === undefined) await port.whenReady({ signal, timeoutMs: Infinity });
    const { hello } = port;
    if (repeated && !(await mayRepeat())) return undefined;
    // The line went while that was asked: whoever is there now has not been.
    if (port.hello !== hello) continue;
    const params = runParams(port.protocol, message);
    onLeaving();
    try {
      const options = { signal, once: true };
      const ack = await port.request<ChatSendResult | undefined>("chat.send", params, options);
      return { ack: ack ?? {}, repeated };
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error;
      // The deadline counts the time the line was down, so one timeout says nothing of the gateway.
      if (port.hello !== undefined && ++unanswered > 1) throw error;
    }
  }
}

interface Acknowledgement {
  readonly runId?: string | undefined;
  /** `started`, `in_flight`, `ok`, `error`, or `stopped`: a stop command, which has no reply. */
  readonly status: string;
  readonly failure?: string | undefined;
}

/** Documented gateways answer with an empty object, to the first send as to a repeated one. */
export function readAck(
  ack: ChatSendResult & { readonly summary?: string },
  again: boolean,
): Acknowledgement {
  const { runId, summary: failure } = ack;
  if (ack.aborted !== undefined && runId === undefined) return { status: "stopped" };
  return { runId, status: ack.status ?? (again ? "in_flight" : "started"), failure };
}
