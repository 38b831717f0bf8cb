import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Chat } from "../chat/chat.js";
import { explain } from "../line/explain.js";
import { Line } from "../line/line.js";
import { forgetToken, ownSenderId, saveSignIn, type SignIn } from "./settings.js";
import type { SignInState } from "./sign-in-form.js";

/** Signing in and out: the chat once the server has let us in, the form's state until then. */
export function useSignIn(): {
  readonly chat: Chat | undefined;
  readonly state: SignInState;
  readonly signIn: (form: SignIn) => void;
  readonly cancel: () => void;
  readonly signOut: () => void;
} {
  const [chat, setChat] = useState<Chat | undefined>(undefined);
  const [state, setState] = useState<SignInState>({ status: "asking" });
  const attempt = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => attempt.current?.abort(), []);

  const signIn = useCallback((form: SignIn) => {
    attempt.current?.abort();
    const trying = new AbortController();
    attempt.current = trying;
    setState({ status: "connecting", problem: undefined });
    void connect(form, trying.signal, setState).then((connected) => {
      if (connected === undefined) return;
      saveSignIn(form);
      setState({ status: "asking" });
      setChat(connected);
    });
  }, []);

  const cancel = useCallback(() => {
    attempt.current?.abort();
    setState({ status: "asking" });
  }, []);

  const signOut = useCallback(() => {
    forgetToken();
    setChat((before) => {
      void before?.close();
      return undefined;
    });
  }, []);

  return { chat, state, signIn, cancel, signOut };
}

/** Resolves with nothing when it was refused or given up; the form then says why. */
async function connect(
  form: SignIn,
  signal: AbortSignal,
  show: (state: SignInState) => void,
): Promise<Chat | undefined> {
  const line = new Line({ ...form, senderId: ownSenderId() });
  const chat = new Chat(line);
  const off = line.state.subscribe((state) => {
    if (state.status === "waiting") show({ status: "connecting", problem: state.problem });
  });
  try {
    await line.connect(signal);
    return chat;
  } catch (error) {
    await chat.close();
    if (!signal.aborted) show({ status: "refused", problem: explain(error) });
    return undefined;
  } finally {
    off();
  }
}
