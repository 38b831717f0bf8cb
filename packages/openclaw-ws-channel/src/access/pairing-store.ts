import type { PairDecision, PairRequest } from "@hawser/ws-channel-protocol/server";
import { CHANNEL_ID } from "../channel-id.js";
import type { ChannelRuntime } from "../openclaw/runtime.js";

/** The gateway's list of approved senders, and of those who wait for `openclaw pairing approve`. */
export class PairingStore {
  readonly #pairing: ChannelRuntime["pairing"];
  readonly #accountId: string;

  constructor(pairing: ChannelRuntime["pairing"], accountId: string) {
    this.#pairing = pairing;
    this.#accountId = accountId;
  }

  async isPaired(senderId: string): Promise<boolean> {
    const approved = await this.#pairing.readAllowFromStore({
      channel: CHANNEL_ID,
      accountId: this.#accountId,
    });
    return approved.includes(senderId);
  }

  /** Lets approved senders in; tells others their code and what the operator has to do with it. */
  async decide(request: PairRequest): Promise<PairDecision> {
    const { senderId, senderName } = request;
    if (await this.isPaired(senderId)) return true;
    const { code } = await this.#pairing.upsertPairingRequest({
      channel: CHANNEL_ID,
      id: senderId,
      accountId: this.#accountId,
      meta: { name: senderName },
    });
    // The gateway holds only so many requests at once.
    if (code === "")
      return { allowed: false, text: "Too many people wait for approval: try later." };
    const idLine = `Your sender id: ${senderId}`;
    return {
      allowed: false,
      text: this.#pairing.buildPairingReply({ channel: CHANNEL_ID, idLine, code }),
    };
  }
}
