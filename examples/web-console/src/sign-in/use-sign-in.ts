import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Console } from "../console.js";
import { explain } from "../line/explain.js";
import { plainText } from "../markdown/plain-text.js";
import { say } from "../view/announce.js";
import { forgetToken, saveSignIn, type SignIn } from "./settings.js";
import type { SignInState } from "./sign-in-form.js";

/** Signing in and out: the console once the gateway has let us in, the form's state until then. */
export function useSignIn(): {
  readonly console: Console | undefined;
  readonly state: SignInState;
  readonly signIn: (form: SignIn) => void;
  readonly cancel: () => void;
  readonly signOut: () => void;
} {
  const [console, setConsole] = useState<Console | undefined>(undefined);
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
      setConsole(connected);
    });
  }, []);

  const cancel = useCallback(() => {
    attempt.current?.abort();
    setState({ status: "asking" });
  }, []);

  const signOut = useCallback(() => {
    forgetToken();
    setConsole((before) => {
      void before?.close();
      return undefined;
    });
  }, []);

  return { console, state, signIn, cancel, signOut };
}

/** Resolves with nothing when it was refused or given up; the form then says why. */
async function connect(
  form: SignIn,
  signal: AbortSignal,
  show: (state: SignInState) => void,
): Promise<Console | undefined> {
  const made = new Console({
    ...form,
    onApproval: ({ command }) => say(`Waiting for your decision: ${command}`),
    onAnswer: (text) => say(`The agent says: ${plainText(text)}`),
  });
  const off = made.line.state.subscribe((state) => {
    if (state.status === "waiting") show({ status: "connecting", problem: state.problem });
  });
  try {
    await made.connect(signal);
    return made;
  } catch (error) {
    await made.close();
    if (!signal.aborted) show({ status: "refused", problem: explain(error) });
    return undefined;
  } finally {
    off();
  }
}
