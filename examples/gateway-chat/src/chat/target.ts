/** Which gateway to talk to. */
export type Target =
  | { readonly kind: "embedded"; readonly protocol: 3 | 4 }
  | {
      readonly kind: "remote";
      readonly url: string;
      readonly token?: string;
      readonly password?: string;
    };

/** A setting that cannot be used; the message says which and what it should be. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/** OPENCLAW_URL names a gateway; without it the embedded one is started. */
export function targetFrom(env: Environment, protocol: 3 | 4): Target {
  const {
    OPENCLAW_URL: url = "",
    OPENCLAW_TOKEN: token = "",
    OPENCLAW_PASSWORD: password = "",
  } = env;
  if (url.trim() === "") return { kind: "embedded", protocol };
  return {
    kind: "remote",
    url: gatewayUrl(url.trim()),
    ...(token === "" ? {} : { token }),
    ...(password === "" ? {} : { password }),
  };
}

/** Addresses as people write them: with or without a scheme, also the one of the control page. */
function gatewayUrl(written: string): string {
  const withScheme = /^[a-z][a-z+.-]*:\/\//iu.test(written) ? written : `ws://${written}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url?.protocol === "http:") url.protocol = "ws:";
  if (url?.protocol === "https:") url.protocol = "wss:";
  if (url === undefined || url.hostname === "" || !/^wss?:$/u.test(url.protocol)) {
    throw new SettingError(
      `OPENCLAW_URL is not the address of a gateway: "${written}". Write it like ws://127.0.0.1:18789.`,
    );
  }
  return url.href.replace(/\/$/u, "");
}
