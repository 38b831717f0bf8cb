/**
 * Where the form leads before anyone changes it: `VITE_WS_CHANNEL_URL`, else the host that the page came
 * from, at `VITE_WS_CHANNEL_PORT` or the port that the channel has where nobody gave it another.
 */
export function defaultUrl(): string {
  const { VITE_WS_CHANNEL_URL: url, VITE_WS_CHANNEL_PORT: port = "18800" } = import.meta
    .env as Readonly<Record<string, string | undefined>>;
  if (url !== undefined && url !== "") return url;
  const { protocol, hostname } = location;
  return `${protocol === "https:" ? "wss" : "ws"}://${hostname}:${port}/ws`;
}
