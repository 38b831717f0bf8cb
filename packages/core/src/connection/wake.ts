import { systemClock, type Clock, type TimerHandle } from "../clock.js";

/** Why it is worth trying again now. */
export type WakeReason = "online" | "visible" | "thaw";

/** Calls `onWake` when the network or the machine is back; the returned function ends that. */
export type WakeSource = (onWake: (reason: WakeReason) => void) => () => void;

/** Options of {@link thawSource}. */
export interface ThawOptions {
  /** Default `systemClock`. */
  readonly clock?: Clock;
  /** How often to look, in milliseconds. Default 10 000. */
  readonly intervalMs?: number;
}

/**
 * Notices that the process did not run for a while (a laptop's lid, a frozen tab, SIGSTOP): a timer
 * that never keeps the process alive comes more than one interval late.
 */
export function thawSource(options: ThawOptions = {}): WakeSource {
  const { clock = systemClock, intervalMs = 10_000 } = options;
  return (onWake) => {
    let timer: TimerHandle;
    let due = 0;
    const arm = (): void => {
      due = clock.now() + intervalMs;
      timer = clock.setTimeout(check, intervalMs, { keepAlive: false });
    };
    const check = (): void => {
      const late = clock.now() - due;
      arm();
      if (late > intervalMs) onWake("thaw");
    };
    arm();
    return () => {
      clock.clearTimeout(timer);
    };
  };
}

/** The page or worker said so: `online`, `visibilitychange` to visible, `resume` of a frozen page. */
function pageSource(onWake: (reason: WakeReason) => void): () => void {
  const offs: (() => void)[] = [];
  const listen = (target: EventTarget, event: string, fn: () => void): void => {
    target.addEventListener(event, fn);
    offs.push(() => {
      target.removeEventListener(event, fn);
    });
  };
  if (typeof addEventListener === "function") {
    listen(globalThis, "online", () => onWake("online"));
  }
  if (typeof document === "object") {
    listen(document, "resume", () => onWake("thaw"));
    listen(document, "visibilitychange", () => {
      if (document.visibilityState === "visible") onWake("visible");
    });
  }
  return () => {
    for (const off of offs) off();
  };
}

/** Runs its sources once for all who listen, and only while somebody does. */
function shared(sources: readonly WakeSource[]): WakeSource {
  const listeners = new Set<{ readonly onWake: (reason: WakeReason) => void }>();
  let offs: (() => void)[] = [];
  const tell = (reason: WakeReason): void => {
    for (const { onWake } of listeners) onWake(reason);
  };
  return (onWake) => {
    const listener = { onWake };
    if (listeners.size === 0) offs = sources.map((source) => source(tell));
    listeners.add(listener);
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      for (const off of offs) off();
    };
  };
}

/**
 * What the platform knows of wake-ups: page events where there is a page, and {@link thawSource}. All
 * connections of a process share one timer.
 */
export const platformWake: WakeSource = shared([pageSource, thawSource()]);
