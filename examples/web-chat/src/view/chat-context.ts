import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Chat } from "../chat/chat.js";

/** The chat that the page shows, for every part of it. */
export const ChatContext: ReturnType<typeof createContext<Chat | undefined>> = createContext<
  Chat | undefined
>(undefined);

/** The chat around this component. */
export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === undefined) throw new Error("only inside a ChatContext");
  return chat;
}
