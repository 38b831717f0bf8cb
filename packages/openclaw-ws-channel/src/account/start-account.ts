import { createWsChannelServer } from "@hawser/ws-channel-protocol/server";
import { PairingStore } from "../access/pairing-store.js";
import { DynamicAgents } from "../agents/dynamic-agents.js";
import { CHANNEL_ID } from "../channel-id.js";
import { handleMessage, type Desk } from "../inbound/handle-message.js";
import type { AccountSnapshot, StartContext } from "../openclaw/channel-plugin.js";
import type { PluginRuntime } from "../openclaw/runtime.js";
import type { Account } from "./account.js";
import { accountLog, asLogger, errorLine } from "./account-log.js";
import { announceServer } from "./running-servers.js";
import { serverOptions } from "./server-options.js";
import { warningsOf } from "./warnings.js";

/**
 * Runs the account until the gateway stops it: listens, answers, and at the end lets replies in progress
 * finish. With a wrong configuration it says what is wrong, once, and waits for a better one.
 *
 * @throws when it cannot listen; the gateway tries again.
 */
export async function startAccount(
  runtime: PluginRuntime,
  ctx: StartContext<Account>,
): Promise<void> {
  const { account, accountId, abortSignal } = ctx;
  const log = accountLog(ctx.log);
  const status = (change: Partial<AccountSnapshot>): void =>
    ctx.setStatus({ ...ctx.getStatus(), ...change, accountId });
  if (account.state === "absent") return aborted(abortSignal);
  if (account.state === "wrong") {
    log.error(`${account.problem}. The WebSocket channel stays off until this is mended`);
    status({ lastError: account.problem, configured: false });
    await aborted(abortSignal);
    return;
  }
  for (const warning of warningsOf(account)) log.warn(warning);
  const { config } = account;
  const pairing = new PairingStore(runtime.channel.pairing, accountId);
  const report = (what: string, error: unknown): void => log.error(`${what}: ${errorLine(error)}`);
  const agents = new DynamicAgents({
    runtime,
    config: config.dynamicAgentCreation,
    log,
    signal: abortSignal,
  });
  const desk: Desk = { runtime, config, agents, pairing, report };
  const server = createWsChannelServer({
    ...serverOptions(config),
    logger: asLogger(log),
    pair: (request) => pairing.decide(request),
    observe: ({ type }) => {
      if (type === "message") status({ lastInboundAt: Date.now() });
      if (type === "reply" || type === "pushed") status({ lastOutboundAt: Date.now() });
    },
    onMessage: async (message, reply) => {
      try {
        await handleMessage(desk, message, reply);
      } catch (error) {
        if (!reply.signal.aborted) report("a message could not be answered", error);
        throw error;
      }
    },
  });
  if (abortSignal.aborted) return;
  try {
    await server.listen();
  } catch (error) {
    const where = `channels.${CHANNEL_ID}.host and port (${config.host}:${config.port})`;
    throw new Error(`cannot listen on ${where}: ${errorLine(error)}`, { cause: error });
  }
  const conceal = announceServer(accountId, server);
  status({ lastError: null, lastStartAt: Date.now(), port: server.port });
  await aborted(abortSignal);
  conceal();
  await server.close();
  status({ lastStopAt: Date.now() });
  log.info("stopped");
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
