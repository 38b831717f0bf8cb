export { SignInGate } from "./sign-in-gate.js";
export type { Session, SignInPage } from "./sign-in-page.js";
export type { SignIn } from "./sign-in.js";
