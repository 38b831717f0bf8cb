import {
  type AsyncStream,
  type Connection,
  type ConnectionState,
  type Emitter,
  HawserError,
  type RequestTable,
  TimeoutError,
} from "@hawser/core";
import { expect, expectTypeOf, test } from "vitest";

interface Session {
  user: string;
}

/** Compiles only as long as every state is named and carries what it should. */
function describeState(state: ConnectionState<Session>): string {
  switch (state.status) {
    case "idle":
      return "idle";
    case "connecting":
    case "handshaking":
      return `attempt ${state.attempt}`;
    case "ready":
      return state.session.user;
    case "waiting":
      return `${state.delayMs} ${state.until} ${state.error.code}`;
    case "closed":
      return state.error?.code ?? "closed";
    default:
      return state satisfies never;
  }
}

test("what the public calls return", () => {
  expectTypeOf<Connection<Session>["connect"]>().returns.resolves.toEqualTypeOf<Session>();
  expectTypeOf<Connection<Session>["close"]>().returns.resolves.toBeVoid();
  expectTypeOf<Connection<Session>>().toExtend<AsyncDisposable>();
  expectTypeOf<AsyncStream<string>>().toExtend<AsyncIterableIterator<string>>();
  expectTypeOf<RequestTable["resolve"]>().returns.toBeBoolean();
  expectTypeOf<Emitter<{ a: number }>["once"]>().returns.resolves.toBeNumber();
  const error: unknown = new TimeoutError("x", { timeoutMs: 5 });
  // `instanceof` narrows, for all its symbols.
  if (error instanceof HawserError) expectTypeOf(error).toEqualTypeOf<HawserError>();
  if (error instanceof TimeoutError) expect(error.timeoutMs).toBe(5);
  expect(describeState({ status: "connecting", attempt: 1 })).toBe("attempt 1");
});
