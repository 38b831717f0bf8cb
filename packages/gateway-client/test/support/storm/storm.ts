import { faultProxy, startGateway } from "@hawser/testkit";
import { GatewayClient } from "../../../src/index.js";
import { recordingLogger } from "../recording-logger.js";
import { Holdings } from "./holdings.js";
import type { PlannedTrouble, StormPlan } from "./plan.js";
import { Dice } from "./random.js";
import { report, type StormLine } from "./report.js";
import { type Ride, setOut } from "./ride.js";
import { verdictOn } from "./verdict.js";
import { type Exposed, pass, strike } from "./weather.js";

/**
 * How long after the last trouble a run may take to end, ms. The longest wait by design is 30 s: for a
 * restarted gateway to take an interrupted turn up again.
 */
const CALM_BOUND_MS = 60_000;

/** What a storm came to: nothing when all held, else what did not, and the whole state. */
export interface StormReport {
  readonly faults: readonly string[];
  readonly state: string;
  /** From the last trouble to the last run's end, ms. */
  readonly calmMs: number;
}

/** Lets a planned storm happen over real sockets. Leaves nothing behind. */
export async function storm(
  plan: StormPlan,
  boundMs: number = CALM_BOUND_MS,
): Promise<StormReport> {
  const { protocol, seed } = plan;
  const gateway = await startGateway({ protocol, chatThrottleMs: 0, tickIntervalMs: 300 });
  const lines: StormLine[] = [];
  for (let at = 0; at < plan.clients; at++) lines.push(await openLine(gateway, seed * 10 + at));
  const rides: Ride[] = [];
  const done: Promise<void>[] = [];
  try {
    await Promise.all(lines.map(({ client }) => client.connect()));
    const setOutAll = plan.runs.map(async (planned) => {
      await pass(planned.startAt);
      const line = lines[planned.client];
      if (line === undefined) return;
      const departure = setOut(planned, line.client);
      rides.push(departure.ride);
      done.push(departure.done);
    });
    await Promise.all([...setOutAll, rage({ gateway, lines }, plan.troubles)]);
    gateway.faults.clear();
    for (const { proxy } of lines) proxy.clear();
    if (plan.closesEarly) await lines[0]?.client.close();
    const calmAt = Date.now();
    const over = await within(Promise.all(done), boundMs);
    const calmMs = Date.now() - calmAt;
    const faults = over ? [] : [`a run did not end within ${boundMs} ms of calm`];
    if (over) faults.push(...verdictOn(plan, gateway, rides));
    if (over) {
      for (const [at, { client }] of lines.entries()) {
        const { active } = client.chat;
        if (active > 0) faults.push(`client ${at} counts ${active} active runs after all ended`);
      }
    }
    const state = faults.length === 0 ? "" : report(plan, gateway, lines, rides);
    await Promise.all(lines.map(({ client }) => client.close()));
    for (const [at, { holdings }] of lines.entries()) {
      const { timers, sockets } = holdings.left;
      if (timers + sockets > 0)
        faults.push(`client ${at} left ${timers} timers and ${sockets} sockets`);
    }
    return { faults, state, calmMs };
  } finally {
    await Promise.all(lines.map(({ client }) => client.close()));
    await Promise.all(lines.map(({ proxy }) => proxy.close()));
    await gateway.close();
  }
}

async function openLine(
  gateway: { readonly url: string; readonly token: string },
  seed: number,
): Promise<StormLine> {
  const proxy = await faultProxy({ target: gateway.url });
  const holdings = new Holdings();
  const log = recordingLogger();
  const client = new GatewayClient({
    url: proxy.url,
    token: gateway.token,
    reconnect: { initialMs: 10, firstMaxMs: 10, maxMs: 60 },
    requestTimeoutMs: 1_500,
    connectTimeoutMs: 1_000,
    handshakeTimeoutMs: 1_000,
    idleLimitMs: 1_000,
    random: new Dice(seed).next,
    wake: false,
    clock: holdings.clock,
    openSocket: holdings.openSocket,
    logger: log.logger,
  });
  return { client, proxy, holdings, log: log.lines };
}

/** Brings about each trouble at its time; restarts one after the other. */
async function rage(exposed: Exposed, troubles: readonly PlannedTrouble[]): Promise<void> {
  let restarts: Promise<void> = Promise.resolve();
  const all = troubles.map(async ({ at, trouble }) => {
    await pass(at);
    if (trouble.kind !== "restart") return strike(exposed, trouble);
    return (restarts = restarts.then(() => strike(exposed, trouble)));
  });
  await Promise.all(all);
  await restarts;
}

/** False when it took longer. */
async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const result = await Promise.race([work.then(() => true as const), late]);
  clearTimeout(timer);
  return result;
}
