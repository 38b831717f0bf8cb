/** What a page talks to, in the words it uses for it. */
export interface Peer {
  /** Such as "gateway" or "server". */
  readonly name: string;
  /** The port that it has where nobody gave it another. */
  readonly port: number;
  /** Where an address without a path leads, such as "/ws". */
  readonly path: string;
}
