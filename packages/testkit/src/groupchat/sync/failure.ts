/** Why a server ends a sync socket. */
export class SyncFailure extends Error {
  /**
   * - `badRequest`: the client's mistake; told in a FatalError, after which it must not come back
   * - `badToken`: an Authenticate that failed; told in an AuthError
   * - `unauthenticated`: a query that may not be asked; told in an AuthError
   * - `internal`: the server's trouble; only a close frame, and the client tries again
   */
  readonly blame: "badRequest" | "badToken" | "unauthenticated" | "internal";

  constructor(blame: SyncFailure["blame"], message: string) {
    super(message);
    this.name = "SyncFailure";
    this.blame = blame;
  }
}
