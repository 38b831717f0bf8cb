import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../line/problem.js";
import { Mark } from "../view/rope.js";
import { ThemeButton } from "../view/theme-button.js";
import { checkUrl } from "./check-url.js";
import type { SignIn } from "./settings.js";

/** What the form shows besides its fields. */
export type SignInState =
  | { readonly status: "asking" }
  /** Trying; with a problem when it has failed before and is tried again. */
  | { readonly status: "connecting"; readonly problem: Problem | undefined }
  | { readonly status: "refused"; readonly problem: Problem };

/** Asks where to, and with which token. */
export function SignInForm(props: {
  readonly initial: SignIn;
  readonly state: SignInState;
  readonly onSubmit: (signIn: SignIn) => void;
  readonly onCancel: () => void;
}): VNode {
  const { initial, state } = props;
  const [url, setUrl] = useState(initial.url);
  const [token, setToken] = useState(initial.token);
  const [keepToken, setKeepToken] = useState(initial.keepToken);
  const [urlProblem, setUrlProblem] = useState<string | undefined>(undefined);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const connecting = state.status === "connecting";

  const submit = (event: Event): void => {
    event.preventDefault();
    const checked = checkUrl(url, location);
    setUrlProblem("problem" in checked ? checked.problem : undefined);
    if ("problem" in checked) return;
    props.onSubmit({ url: checked.url, token: token.trim(), keepToken });
  };

  return (
    <main class="sign-in">
      <form onSubmit={submit} aria-labelledby="sign-in-title">
        <header>
          <Mark size={44} />
          <h1 id="sign-in-title">Hawser console</h1>
          <ThemeButton />
        </header>
        <i class="rope ready" aria-hidden="true" />
        <p>What your agents are doing, and what they ask of you.</p>

        <label for="url">Gateway</label>
        <input
          id="url"
          ref={first}
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
          Token <span class="optional">if the gateway wants one</span>
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
