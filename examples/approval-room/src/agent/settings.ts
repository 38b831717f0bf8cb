/** Where one of the services is: in this process, or at these options of its client. */
export type Target<Options> =
  | { readonly kind: "embedded" }
  | { readonly kind: "remote"; readonly options: Options };

/** A service's credentials and address. */
interface Secret {
  readonly token?: string;
  readonly password?: string;
}

/** Where everything is. */
export interface Settings {
  readonly groupchat: Target<{
    readonly token: string;
    readonly apiUrl?: string;
    readonly convexUrl?: string;
  }>;
  readonly gateway: Target<Secret & { readonly url: string }>;
  readonly grupr: Target<{
    readonly agentToken: string;
    readonly agentId?: string;
    readonly baseUrl?: string;
  }>;
  /** The room in which approvals are asked; of an embedded hub, its own. */
  readonly gruprId?: string;
  /** Which of the gateway's agents does the work. */
  readonly agentId: string;
  readonly approvers?: readonly string[];
}

/** A setting that cannot be used; the message says which and what it should be. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment: what it does not name is embedded. */
export function settingsFrom(env: Environment): Settings {
  const read = (name: string): string | undefined => {
    const value = env[name]?.trim();
    return value === "" ? undefined : value;
  };
  const approvers = read("APPROVERS")
    ?.split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const gruprToken = read("GRUPR_AGENT_TOKEN");
  const gruprId = read("GRUPR_ID");
  if ((gruprToken === undefined) !== (gruprId === undefined)) {
    throw new SettingError("Set both GRUPR_AGENT_TOKEN and GRUPR_ID, or none of them.");
  }
  const groupchatToken = read("GROUPCHAT_AGENT_TOKEN");
  const url = read("OPENCLAW_URL");
  if (url !== undefined && (!/^wss?:/iu.test(url) || !URL.canParse(url))) {
    throw new SettingError("OPENCLAW_URL must be like ws://127.0.0.1:18789.");
  }
  return {
    groupchat: targetOf(groupchatToken, (token) => ({
      token,
      ...some({ apiUrl: read("GROUPCHAT_API_URL"), convexUrl: read("GROUPCHAT_CONVEX_URL") }),
    })),
    gateway: targetOf(url, (address) => ({
      url: address,
      ...some({ token: read("OPENCLAW_TOKEN"), password: read("OPENCLAW_PASSWORD") }),
    })),
    grupr: targetOf(gruprToken, (agentToken) => ({
      agentToken,
      ...some({ agentId: read("GRUPR_AGENT_ID"), baseUrl: read("GRUPR_BASE_URL") }),
    })),
    agentId: read("OPENCLAW_AGENT") ?? "main",
    ...some({ gruprId }),
    ...(approvers !== undefined && approvers.length > 0 && { approvers }),
  };
}

function targetOf<T>(given: string | undefined, options: (given: string) => T): Target<T> {
  return given === undefined ? { kind: "embedded" } : { kind: "remote", options: options(given) };
}

/** Without what is not set. */
function some<T extends Readonly<Record<string, string | undefined>>>(
  values: T,
): { readonly [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]?: string;
  };
}
