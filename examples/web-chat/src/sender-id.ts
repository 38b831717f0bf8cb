import { store, stored } from "@hawser/example-web-parts/storage";

const KEY = "hawser-chat.sender-id";

/**
 * Who this browser is where the server does not know better: the same person after a reload, so that
 * the agent remembers the conversation.
 */
export function ownSenderId(): string {
  const known = stored("local", KEY);
  if (known !== undefined && known !== "") return known;
  const words = crypto.getRandomValues(new Uint32Array(3));
  const made = `web-${[...words].map((word) => word.toString(36)).join("")}`;
  store("local", KEY, made);
  return made;
}
