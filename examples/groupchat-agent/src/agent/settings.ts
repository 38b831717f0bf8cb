/** The GroupChat to listen to. */
export type GroupChatTarget =
  | { readonly kind: "embedded" }
  | {
      readonly kind: "remote";
      readonly token: string;
      readonly apiUrl?: string;
      readonly convexUrl?: string;
    };

/** The OpenClaw gateway that does the work. */
export type GatewayTarget =
  | { readonly kind: "embedded" }
  | {
      readonly kind: "remote";
      readonly url: string;
      readonly token?: string;
      readonly password?: string;
    };

/** Where the agent works. */
export interface Settings {
  readonly groupchat: GroupChatTarget;
  readonly gateway: GatewayTarget;
  /** Which of the gateway's agents does the work. */
  readonly agentId: string;
}

/** A setting that cannot be used; the message says which and what it should be. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment: what it does not name is embedded. */
export function settingsFrom(env: Environment): Settings {
  return {
    groupchat: groupChatFrom(env),
    gateway: gatewayFrom(env),
    agentId: setting(env, "OPENCLAW_AGENT") ?? "main",
  };
}

function groupChatFrom(env: Environment): GroupChatTarget {
  const token = setting(env, "GROUPCHAT_AGENT_TOKEN");
  const apiUrl = setting(env, "GROUPCHAT_API_URL");
  const convexUrl = setting(env, "GROUPCHAT_CONVEX_URL");
  if (token === undefined) {
    if (apiUrl === undefined && convexUrl === undefined) return { kind: "embedded" };
    throw new SettingError(
      "GROUPCHAT_AGENT_TOKEN is not set. It is the gca_ token of the agent, from its page in GroupChat.",
    );
  }
  return {
    kind: "remote",
    token,
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(convexUrl === undefined ? {} : { convexUrl }),
  };
}

function gatewayFrom(env: Environment): GatewayTarget {
  const url = setting(env, "OPENCLAW_URL");
  const token = setting(env, "OPENCLAW_TOKEN");
  const password = setting(env, "OPENCLAW_PASSWORD");
  if (url === undefined) return { kind: "embedded" };
  if (!/^wss?:\/\/./iu.test(url) || !URL.canParse(url)) {
    throw new SettingError(
      "OPENCLAW_URL is no address of a gateway. Write it like ws://127.0.0.1:18789.",
    );
  }
  return {
    kind: "remote",
    url,
    ...(token === undefined ? {} : { token }),
    ...(password === undefined ? {} : { password }),
  };
}

function setting(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}
