/** Which files may come with a message. */
export interface MediaOptions {
  /** Folders below which `mediaPath` is accepted, links resolved. Default: none, every path is refused. */
  readonly roots?: readonly string[];
  /** Bound on the size of all files of one message together, in bytes. Default 5 MiB. */
  readonly maxBytes?: number;
  /** How many files may come with one message. Default 10. */
  readonly maxFiles?: number;
  /** Whether files may be sent along inline. Default `true`. */
  readonly attachments?: boolean;
}
