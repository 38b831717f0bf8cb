/** What the exit codes mean; the first ones are upstream's. */
export const ExitCode = {
  ok: 0,
  /** Something failed; `stop`: there is no such daemon. */
  failed: 1,
  /** Not logged in, or the command line is wrong. */
  notReady: 2,
  /** The hub refused the token (`login`, `stream`, `poll`). */
  refused: 3,
  /** `start`, `stream`: a daemon for that grupr runs already. */
  alreadyRunning: 3,
  /** `start`: the daemon died at once. */
  died: 4,
  /** Ended by a second Ctrl-C. */
  interrupted: 130,
} as const;
