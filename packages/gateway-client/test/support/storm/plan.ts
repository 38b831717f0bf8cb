import { Dice } from "./random.js";

/** How a run's stream is read: to the end, left and taken up again, only after the end, or not at all. */
export type Reading = "through" | "leaving" | "afterwards" | "never";

/** One message of a storm and what is done to its run. All times in ms. */
export interface PlannedRun {
  readonly name: string;
  readonly client: number;
  readonly sessionKey: string;
  readonly message: string;
  /** What the agent says to it. */
  readonly reply: string;
  readonly fails: boolean;
  readonly startAt: number;
  readonly reading: Reading;
  readonly abort?: { readonly after: number; readonly by: "call" | "signal" };
  /** The `timeoutMs` sent with the message. */
  readonly timeoutMs?: number;
}

/** What goes wrong. `on`: the client whose line it strikes. */
export type Trouble =
  | { readonly kind: "cut" | "clean close" | "kick"; readonly on: number }
  | { readonly kind: "cut inside a frame"; readonly on: number; readonly bytes: number }
  | { readonly kind: "delay" | "stall"; readonly on: number; readonly forMs: number }
  | { readonly kind: "restart"; readonly graceful: boolean; readonly downMs: number }
  | { readonly kind: "refused upgrades"; readonly times: number }
  | { readonly kind: "starting up" }
  | { readonly kind: "gap" | "duplicate" | "reorder"; readonly events: number }
  | { readonly kind: "lost answer" | "busy"; readonly method: string }
  | { readonly kind: "lost end" };

export interface PlannedTrouble {
  readonly at: number;
  readonly trouble: Trouble;
}

/** All that a seed decides. */
export interface StormPlan {
  readonly seed: number;
  readonly protocol: 3 | 4;
  readonly clients: number;
  readonly runs: readonly PlannedRun[];
  readonly troubles: readonly PlannedTrouble[];
  /** Clients are closed while runs go on. */
  readonly closesEarly: boolean;
}

const CLIENTS = 2;
const LENGTH_MS = 700;

export function planStorm(seed: number, protocol: 3 | 4): StormPlan {
  const dice = new Dice(seed * 2 + protocol);
  const shared = dice.whole(1, 3);
  const runs = Array.from({ length: dice.whole(4, 9) }, (_, at) => planRun(dice, seed, at, shared));
  const troubles = Array.from({ length: dice.whole(3, 12) }, () => ({
    at: dice.whole(0, LENGTH_MS),
    trouble: planTrouble(dice),
  })).sort((a, b) => a.at - b.at);
  return { seed, protocol, clients: CLIENTS, runs, troubles, closesEarly: dice.chance(0.1) };
}

function planRun(dice: Dice, seed: number, at: number, shared: number): PlannedRun {
  const words = dice.chance(0.1) ? 0 : dice.whole(1, 25);
  const pauseMs = dice.whole(0, 15);
  const fails = dice.chance(0.08);
  const name = `s${seed}r${at}`;
  const message = `${fails ? "LLMFAIL:400 " : `SLOW:${words}x${pauseMs} `}${name}`;
  const spoken = Array.from({ length: words }, (_, i) => ` w${i + 1}`).join("");
  const fate = dice.next();
  return {
    name,
    client: dice.whole(0, CLIENTS - 1),
    sessionKey: dice.chance(0.75)
      ? `agent:main:shared-${dice.whole(1, shared)}`
      : `agent:main:${name}`,
    message,
    reply: fails ? "" : `echo: ${message}${spoken}`,
    fails,
    startAt: dice.whole(0, LENGTH_MS),
    reading: dice.pick(["through", "through", "leaving", "afterwards", "never"]),
    ...(fate < 0.15
      ? { abort: { after: dice.whole(0, 400), by: dice.pick(["call", "signal"]) } }
      : {}),
    ...(fate > 0.92 ? { timeoutMs: dice.whole(50, 400) } : {}),
  };
}

function planTrouble(dice: Dice): Trouble {
  const on = dice.whole(0, CLIENTS - 1);
  switch (dice.whole(0, 13)) {
    case 0:
    case 1:
    case 2:
      return { kind: "cut", on };
    case 3:
      return { kind: "cut inside a frame", on, bytes: dice.whole(1, 800) };
    case 4:
      return { kind: dice.pick(["clean close", "kick"]), on };
    case 5:
      return { kind: "delay", on, forMs: dice.whole(10, 200) };
    case 6:
      return { kind: "stall", on, forMs: dice.pick([50, 200, 1_500]) };
    case 7:
    case 8:
      return { kind: "restart", graceful: dice.chance(0.5), downMs: dice.pick([0, 20, 150]) };
    case 9:
      return { kind: "refused upgrades", times: dice.whole(1, 3) };
    case 10:
      return { kind: dice.pick(["gap", "duplicate", "reorder"]), events: dice.whole(1, 5) };
    case 11:
      return {
        kind: dice.pick(["lost answer", "busy"]),
        method: dice.pick(["chat.send", "chat.history", "agent.wait", "chat.abort"]),
      };
    case 12:
      return { kind: "starting up" };
    default:
      return { kind: "lost end" };
  }
}
