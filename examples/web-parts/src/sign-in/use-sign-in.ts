import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../line/problem.js";
import type { Session, SignInPage } from "./sign-in-page.js";
import { forgetToken, saveSignIn, type SignIn } from "./sign-in.js";

/** What the form shows besides its fields. */
export type SignInState =
  | { readonly status: "asking" }
  /** Trying; with a problem when it has failed before and is tried again. */
  | { readonly status: "connecting"; readonly problem: Problem | undefined }
  | { readonly status: "refused"; readonly problem: Problem };

/**
 * Signing in and out: the session once somebody was let in, the form's state until then.
 *
 * @param page the same object at each call.
 */
export function useSignIn<S extends Session>(
  page: SignInPage<S>,
): {
  readonly session: S | undefined;
  readonly state: SignInState;
  readonly signIn: (form: SignIn) => void;
  readonly cancel: () => void;
  readonly signOut: () => void;
} {
  const [session, setSession] = useState<S | undefined>(undefined);
  const [state, setState] = useState<SignInState>({ status: "asking" });
  const attempt = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => attempt.current?.abort(), []);

  const signIn = useCallback(
    (form: SignIn) => {
      attempt.current?.abort();
      const trying = new AbortController();
      attempt.current = trying;
      setState({ status: "connecting", problem: undefined });
      void connect(page, form, trying.signal, setState).then((connected) => {
        if (connected === undefined) return;
        saveSignIn(page.app, form);
        setState({ status: "asking" });
        setSession(connected);
      });
    },
    [page],
  );

  const cancel = useCallback(() => {
    attempt.current?.abort();
    setState({ status: "asking" });
  }, []);

  const signOut = useCallback(() => {
    forgetToken(page.app);
    setSession((before) => {
      void before?.close();
      return undefined;
    });
  }, [page]);

  return { session, state, signIn, cancel, signOut };
}

/** Resolves with nothing when it was refused or given up; the form then says why. */
async function connect<S extends Session>(
  { begin, explain }: SignInPage<S>,
  form: SignIn,
  signal: AbortSignal,
  show: (state: SignInState) => void,
): Promise<S | undefined> {
  const session = begin(form);
  const off = session.line.state.subscribe((state) => {
    if (state.status === "waiting") show({ status: "connecting", problem: state.problem });
  });
  try {
    await session.connect(signal);
    return session;
  } catch (error) {
    await session.close();
    if (!signal.aborted) show({ status: "refused", problem: explain(error) });
    return undefined;
  } finally {
    off();
  }
}
