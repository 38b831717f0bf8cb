import type { GruprMessage } from "../schemas/index.js";

/** A message of a stream. */
export interface Delivery {
  readonly message: GruprMessage;
  /** `stream(gruprId, { cursor })` goes on after this message with it. */
  readonly cursor: string;
  /**
   * The message is done: moves the stored cursor. Until then, a later stream gives it again. Deliveries
   * may be acked in any order, more than once, and after their stream has ended.
   *
   * @throws what the cursor store throws; ack again when it can be written again.
   */
  ack(): Promise<void>;
}
