import { redactingLogger, silentLogger, systemClock, type Clock, type Logger } from "@hawser/core";
import { checkShapes, count, wrong } from "./option-checks.js";
import { resolveAuth, type AuthSettings } from "./auth/settings.js";
import type { ServerEvent } from "./events.js";
import type { GroupOptions } from "./groups/types.js";
import type { Rate } from "./limits/types.js";
import type { MediaOptions } from "./media/types.js";
import type { MessageHandler } from "./message.js";
import type { ResumeOptions, WhenGone, WsChannelServerOptions } from "./options.js";
import type { DmPolicy, PairHook } from "./policy/types.js";

/** The options with every default filled in. */
export interface Settings {
  readonly onMessage: MessageHandler | undefined;
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly auth: AuthSettings;
  readonly maxPayload: number;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly maxConnections: number;
  readonly heartbeatMs: number;
  readonly connectionRate: Rate | undefined;
  readonly senderRate: Rate | undefined;
  readonly closeAfterRefusals: number;
  readonly maxQueuedPerSession: number;
  readonly coalesceOverBytes: number;
  readonly maxBufferedBytes: number;
  readonly dmPolicy: DmPolicy;
  readonly allowFrom: ReadonlySet<string>;
  readonly pair: PairHook | undefined;
  readonly media: Required<MediaOptions>;
  readonly groups: (GroupOptions & { readonly maxPerConnection: number }) | undefined;
  readonly resume: Required<ResumeOptions> | undefined;
  readonly whenGone: WhenGone;
  readonly autoTyping: boolean;
  readonly drainMs: number;
  readonly observe: ((event: ServerEvent) => void) | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
}

const MiB = 1024 * 1024;
const DEFAULT_RATE: Rate = { perSecond: 20, burst: 100 };

/** Fills in the defaults. @throws ValidationError for a value that cannot work. */
export function resolveSettings(options: WsChannelServerOptions): Settings {
  checkShapes(options);
  const { onMessage, path = "/ws", dmPolicy = "open", rateLimit = {} } = options;
  const logger = redactingLogger(options.logger ?? silentLogger);
  const rates = rateLimit === false ? ({ connection: false, sender: false } as const) : rateLimit;
  return {
    onMessage,
    port: options.port ?? 18_800,
    host: options.host ?? "0.0.0.0",
    path,
    auth: resolveAuth(options.auth, options.env ?? process.env, logger),
    maxPayload: count("maxPayload", options.maxPayload, 8 * MiB, 1),
    allowedOrigins: options.allowedOrigins,
    maxConnections: count("maxConnections", options.maxConnections, 10_000),
    heartbeatMs: count("heartbeatMs", options.heartbeatMs, 30_000),
    connectionRate: rate("rateLimit.connection", rates.connection),
    senderRate: rate("rateLimit.sender", rates.sender),
    closeAfterRefusals: count(
      "rateLimit.closeAfter",
      rateLimit === false ? undefined : rateLimit.closeAfter,
      100,
      1,
    ),
    maxQueuedPerSession: count("maxQueuedPerSession", options.maxQueuedPerSession, 64),
    coalesceOverBytes: count("coalesceOverBytes", options.coalesceOverBytes, 64 * 1024, 1),
    maxBufferedBytes: count("maxBufferedBytes", options.maxBufferedBytes, 16 * MiB, 1),
    dmPolicy,
    allowFrom: new Set(options.allowFrom),
    pair: options.pair,
    media: {
      roots: options.media?.roots ?? [],
      maxBytes: count("media.maxBytes", options.media?.maxBytes, 5 * MiB),
      maxFiles: count("media.maxFiles", options.media?.maxFiles, 10),
      attachments: options.media?.attachments ?? true,
    },
    groups: options.groups === false ? undefined : resolveGroups(options.groups),
    resume: options.resume === false ? undefined : resolveResume(options.resume),
    whenGone: options.whenGone ?? "stop",
    autoTyping: options.autoTyping ?? true,
    drainMs: count("drainMs", options.drainMs, 10_000),
    observe: options.observe,
    logger,
    clock: options.clock ?? systemClock,
  };
}

function resolveGroups(
  options: GroupOptions = {},
): GroupOptions & { readonly maxPerConnection: number } {
  const maxPerConnection = count("groups.maxPerConnection", options.maxPerConnection, 100);
  return { ...options, maxPerConnection };
}

function resolveResume(options: ResumeOptions = {}): Required<ResumeOptions> {
  return {
    ttlMs: count("resume.ttlMs", options.ttlMs, 120_000),
    maxPerSender: count("resume.maxPerSender", options.maxPerSender, 64),
    maxTotalChars: count("resume.maxTotalChars", options.maxTotalChars, 32 * MiB),
    maxTotal: count("resume.maxTotal", options.maxTotal, 65_536),
  };
}

function rate(path: string, value: Rate | false = DEFAULT_RATE): Rate | undefined {
  if (value === false) return undefined;
  if (!(value.perSecond > 0)) wrong(`${path}.perSecond`, "more than 0");
  if (!(value.burst >= 1)) wrong(`${path}.burst`, "at least 1");
  return value;
}
