import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { checkUrl } from "../address/check-url.js";
import { Mark } from "../controls/mark.js";
import { ThemeButton } from "../theme/theme-button.js";
import type { Session, SignInPage } from "./sign-in-page.js";
import type { SignIn } from "./sign-in.js";
import type { SignInState } from "./use-sign-in.js";

/** Asks where to, with which token, and on some pages as whom. */
export function SignInForm(props: {
  readonly page: Omit<SignInPage<Session>, "begin">;
  readonly initial: SignIn;
  readonly state: SignInState;
  readonly onSubmit: (signIn: SignIn) => void;
  readonly onCancel: () => void;
}): VNode {
  const { initial, state } = props;
  const { title, lead, peer, asksName = false } = props.page;
  const [url, setUrl] = useState(initial.url);
  const [name, setName] = useState(initial.name);
  const [token, setToken] = useState(initial.token);
  const [keepToken, setKeepToken] = useState(initial.keepToken);
  const [urlProblem, setUrlProblem] = useState<string | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const connecting = state.status === "connecting";

  const submit = (event: Event): void => {
    event.preventDefault();
    const checked = checkUrl(url, location, peer);
    setUrlProblem("problem" in checked ? checked.problem : undefined);
    if ("problem" in checked) return;
    props.onSubmit({ url: checked.url, name: name.trim(), token: token.trim(), keepToken });
  };

  return (
    <main class="sign-in">
      <form ref={form} onSubmit={submit} aria-labelledby="sign-in-title">
        <header>
          <Mark size={44} />
          <h1 id="sign-in-title">{title}</h1>
          <ThemeButton />
        </header>
        <i class="rope ready" aria-hidden="true" />
        <p>{lead}</p>

        {asksName && (
          <>
            <label for="name">Your name</label>
            <input
              id="name"
              value={name}
              maxLength={80}
              autocomplete="nickname"
              placeholder="How others see you"
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          </>
        )}

        <label for="url">{capital(peer.name)}</label>
        <input
          id="url"
          value={url}
          inputMode="url"
          spellcheck={false}
          autocapitalize="none"
          autocomplete="url"
          required
          aria-invalid={urlProblem !== undefined}
          aria-describedby={urlProblem === undefined ? undefined : "url-problem"}
          onInput={({ currentTarget }) => setUrl(currentTarget.value)}
        />
        {urlProblem !== undefined && (
          <p id="url-problem" class="field-problem" role="alert">
            {urlProblem}
          </p>
        )}

        <label for="token">
          Token <span class="optional">if the {peer.name} wants one</span>
        </label>
        <input
          id="token"
          type="password"
          value={token}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={keepToken}
            onChange={({ currentTarget }) => setKeepToken(currentTarget.checked)}
          />
          Keep me signed in until this tab is closed
        </label>

        <SignInProblem state={state} />
        <div class="row">
          <button type="submit" class="primary" aria-disabled={connecting}>
            {connecting ? "Connecting …" : "Connect"}
          </button>
          {connecting && (
            <button type="button" class="small" onClick={props.onCancel}>
              Cancel
            </button>
          )}
        </div>
      </form>
    </main>
  );
}

function SignInProblem({ state }: { state: SignInState }): VNode {
  const problem = state.status === "asking" ? undefined : state.problem;
  return (
    <div role="alert" class="sign-in-problem">
      {problem !== undefined && (
        <p>
          <b>{problem.what}</b> {problem.help}
          {state.status === "connecting" && " It is being tried again."}
        </p>
      )}
    </div>
  );
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
