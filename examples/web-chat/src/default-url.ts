/** Where the form leads before anyone changes it: `VITE_WS_CHANNEL_URL`, else this machine's plugin. */
export function defaultUrl(): string {
  const told: unknown = import.meta.env["VITE_WS_CHANNEL_URL"];
  if (typeof told === "string" && told !== "") return told;
  const { protocol, hostname } = location;
  return `${protocol === "https:" ? "wss" : "ws"}://${hostname}:18800/ws`;
}
