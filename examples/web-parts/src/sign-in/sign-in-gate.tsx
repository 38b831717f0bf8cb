import type { ComponentChildren, VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { SignInForm } from "./sign-in-form.js";
import type { Session, SignInPage } from "./sign-in-page.js";
import { loadSignIn } from "./sign-in.js";
import { useSignIn } from "./use-sign-in.js";

/** Shows the form, and once somebody was let in, what is behind it. */
export function SignInGate<S extends Session>(props: {
  /** The same object each time. */
  readonly page: SignInPage<S>;
  readonly children: (session: S, signOut: () => void) => ComponentChildren;
}): VNode {
  const { page } = props;
  const { session, state, signIn, cancel, signOut } = useSignIn(page);
  const initial = useMemo(() => loadSignIn(page.app, page.defaultUrl()), [page, session]);
  useEffect(() => {
    if (initial.keepToken) signIn(initial);
  }, []);
  if (session !== undefined) return <>{props.children(session, signOut)}</>;
  return (
    <SignInForm page={page} initial={initial} state={state} onSubmit={signIn} onCancel={cancel} />
  );
}
