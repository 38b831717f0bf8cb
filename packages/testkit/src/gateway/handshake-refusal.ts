import type { RpcError } from "./errors.js";

/** A refused handshake: the error that is answered and the close that follows. */
export class HandshakeRefusal extends Error {
  readonly error: RpcError;
  readonly closeCode: number;
  readonly closeReason: string;

  constructor(error: RpcError, closeCode = 1008, closeReason: string = error.message) {
    super(error.message);
    this.name = "HandshakeRefusal";
    this.error = error;
    this.closeCode = closeCode;
    this.closeReason = closeReason;
  }
}
