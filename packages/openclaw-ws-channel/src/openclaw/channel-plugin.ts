import type { OpenClawConfig } from "./config.js";

/** Where a channel writes: the gateway's log, with its own prefix. */
export interface ChannelLog {
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
  readonly error: (message: string) => void;
  readonly debug?: (message: string) => void;
}

/** What `openclaw channels status` shows of an account. */
export interface AccountSnapshot {
  readonly accountId: string;
  readonly enabled?: boolean;
  readonly configured?: boolean;
  readonly running?: boolean;
  readonly connected?: boolean;
  readonly lastError?: string | null;
  readonly lastStartAt?: number | null;
  readonly lastStopAt?: number | null;
  readonly lastInboundAt?: number | null;
  readonly lastOutboundAt?: number | null;
  readonly dmPolicy?: string;
  readonly port?: number | null;
}

/** What a gateway gives an account that it starts. */
export interface StartContext<Account> {
  readonly cfg: OpenClawConfig;
  readonly accountId: string;
  readonly account: Account;
  /** Aborts when the account is to stop. */
  readonly abortSignal: AbortSignal;
  readonly log?: ChannelLog;
  readonly getStatus: () => AccountSnapshot;
  readonly setStatus: (next: AccountSnapshot) => void;
}

/** A message the agent sends by itself: the message tool, a cron job, a reply that came late. */
export interface OutboundContext {
  readonly cfg: OpenClawConfig;
  readonly to: string;
  readonly text: string;
  readonly mediaUrl?: string;
  readonly mediaLocalRoots?: readonly string[];
  readonly accountId?: string | null;
}

/** That a message was sent. */
export interface OutboundResult {
  readonly channel: string;
  readonly messageId: string;
  readonly chatId: string;
}

interface SecurityContext<Account> {
  readonly account: Account;
}

/** A channel, as `api.registerChannel` takes it: the parts both generations share. */
export interface ChannelPlugin<Account> {
  readonly id: string;
  readonly meta: {
    readonly id: string;
    readonly label: string;
    readonly selectionLabel: string;
    readonly docsPath: string;
    readonly docsLabel: string;
    readonly blurb: string;
    readonly order: number;
  };
  readonly capabilities: {
    readonly chatTypes: readonly ("direct" | "group")[];
    readonly media: boolean;
    readonly reply: boolean;
    readonly blockStreaming: boolean;
  };
  /** A change below these paths restarts the channel, nothing else. */
  readonly reload: { readonly configPrefixes: readonly string[] };
  readonly configSchema: { readonly schema: Readonly<Record<string, unknown>> };
  readonly config: {
    readonly listAccountIds: (cfg: OpenClawConfig) => string[];
    readonly resolveAccount: (cfg: OpenClawConfig, accountId?: string | null) => Account;
    readonly inspectAccount: (cfg: OpenClawConfig, accountId?: string | null) => unknown;
    readonly defaultAccountId: (cfg: OpenClawConfig) => string;
    readonly isEnabled: (account: Account) => boolean;
    readonly isConfigured: (account: Account) => boolean;
    readonly unconfiguredReason: (account: Account) => string;
    readonly describeAccount: (account: Account) => AccountSnapshot;
    readonly setAccountEnabled: (o: {
      readonly cfg: OpenClawConfig;
      readonly accountId: string;
      readonly enabled: boolean;
    }) => OpenClawConfig;
    readonly resolveAllowFrom: (o: { readonly cfg: OpenClawConfig }) => string[];
  };
  readonly setup: {
    readonly applyAccountConfig: (o: { readonly cfg: OpenClawConfig }) => OpenClawConfig;
  };
  readonly pairing: {
    readonly idLabel: string;
    readonly normalizeAllowEntry: (entry: string) => string;
    readonly notifyApproval: (o: { readonly id: string }) => Promise<void>;
  };
  readonly security: {
    readonly resolveDmPolicy: (ctx: SecurityContext<Account>) => {
      readonly policy: string;
      readonly allowFrom: string[];
      readonly policyPath: string;
      readonly allowFromPath: string;
      readonly approveHint: string;
    };
    readonly collectWarnings: (ctx: SecurityContext<Account>) => string[];
  };
  readonly groups: { readonly resolveRequireMention: () => boolean };
  readonly messaging: {
    readonly normalizeTarget: (raw: string) => string | undefined;
    readonly targetResolver: {
      readonly looksLikeId: (raw: string) => boolean;
      readonly hint: string;
    };
  };
  readonly outbound: {
    readonly deliveryMode: "gateway";
    readonly textChunkLimit: number;
    readonly sendText: (ctx: OutboundContext) => Promise<OutboundResult>;
    readonly sendMedia: (ctx: OutboundContext) => Promise<OutboundResult>;
  };
  readonly gateway: {
    /** Stays pending while the account runs: a promise that settles is a channel that has stopped. */
    readonly startAccount: (ctx: StartContext<Account>) => Promise<void>;
  };
}
