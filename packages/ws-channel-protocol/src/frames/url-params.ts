/** What a client says about itself in the URL. */
export interface ChannelUrlParams {
  /** Default sender of this connection's messages. */
  readonly senderId?: string | undefined;
  /** Default display name. */
  readonly senderName?: string | undefined;
  /** Credential for the server's auth service. */
  readonly token?: string | undefined;
  /** Any others; the server hands them to its auth service. */
  readonly params?: Readonly<Record<string, string | undefined>> | undefined;
}

/** {@link ChannelUrlParams}, as a server reads them. */
export interface ReadUrlParams {
  readonly senderId?: string;
  readonly senderName?: string;
  readonly token?: string;
  /** Every parameter of the URL, those above included. Of one that occurs twice, the first. */
  readonly all: Readonly<Record<string, string>>;
}

/**
 * Puts the parameters into a URL. What stands in the URL already stays, unless it is given anew.
 *
 * @throws TypeError when `base` is no absolute URL.
 */
export function channelUrl(base: string | URL, params: ChannelUrlParams): string {
  const url = new URL(base);
  const { senderId, senderName, token, params: others = {} } = params;
  for (const [name, value] of Object.entries({ ...others, senderId, senderName, token })) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

/** Reads the parameters of a request. Empty `senderId`, `senderName` and `token` count as missing. */
export function readUrlParams(query: string | URLSearchParams): ReadUrlParams {
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (!given.has(name)) given.set(name, value);
  }
  const read: { -readonly [K in keyof ReadUrlParams]: ReadUrlParams[K] } = {
    // Defines own properties, so that a parameter named __proto__ is one like any other.
    all: Object.fromEntries(given),
  };
  for (const name of ["senderId", "senderName", "token"] as const) {
    const value = given.get(name);
    if (value !== undefined && value !== "") read[name] = value;
  }
  return read;
}

/** The body of upstream's POST to the auth service: every URL parameter, `tokenType` being `local` by default. */
export function authRequestBody(
  all: Readonly<Record<string, string>>,
  token: string,
): Record<string, string> {
  return { tokenType: "local", ...all, token };
}
