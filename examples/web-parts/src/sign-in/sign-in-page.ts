import type { ReadonlySignal } from "@preact/signals";
import type { Peer } from "../address/peer.js";
import type { LineState } from "../line/line-state.js";
import type { Problem } from "../line/problem.js";
import type { SignIn } from "./sign-in.js";

/** What one is signed in to. */
export interface Session {
  readonly line: { readonly state: ReadonlySignal<LineState> };
  /** Resolves once somebody was let in; rejects when trying again cannot help. */
  connect(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** All that signing in has to know of a page. */
export interface SignInPage<S extends Session> {
  /** What the browser keeps things under, such as "hawser-chat". */
  readonly app: string;
  readonly title: string;
  /** A sentence below the title. */
  readonly lead: string;
  readonly peer: Peer;
  /** Where the form leads before anyone changes it. */
  readonly defaultUrl: () => string;
  /** Whether people are asked for a name that others see. Default no. */
  readonly asksName?: boolean;
  /** Makes what one signs in to, not connected yet. */
  readonly begin: (form: SignIn) => S;
  readonly explain: (error: unknown) => Problem;
}
