/** What happens in a room, for whoever watches: a terminal, a log, a script. */
export type RoomEvent =
  /** How messages come has changed. */
  | {
      readonly event: "line";
      readonly line: "live" | "polling" | "retrying";
      readonly reason?: string;
      readonly delay_ms?: number;
    }
  /** The agent is asked. */
  | { readonly event: "asking"; readonly message_id: string; readonly from: string }
  | {
      readonly event: "answered";
      readonly message_id: string;
      readonly reply_id: string;
      /** From asking to the reply in the room, ms. */
      readonly took_ms: number;
      /** It had been posted before a crash. */
      readonly found: boolean;
    }
  /** `poll --dry-run`: what would be asked. */
  | {
      readonly event: "would-ask";
      readonly message_id: string;
      readonly from: string;
      readonly text: string;
    }
  /** Own messages, other agents and AIs, and empty ones get no answer. */
  | {
      readonly event: "skipped";
      readonly message_id: string;
      readonly because: "own" | "agent" | "empty";
    }
  /** The agent had nothing to say. */
  | { readonly event: "silent"; readonly message_id: string; readonly reason: string }
  /** It did not work, and is tried again. */
  | {
      readonly event: "retrying";
      readonly message_id: string;
      readonly reason: string;
      readonly delay_ms: number;
    }
  /** Given up: the message gets no answer. */
  | { readonly event: "unanswered"; readonly message_id: string; readonly reason: string };

/** Is told of everything, in order. */
export type Watcher = (event: RoomEvent) => void;
