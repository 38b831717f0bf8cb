import {
  Connection,
  messageText,
  type ConnectionOptions,
  type ConnectionState,
  type HawserError,
} from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { onTestFinished } from "vitest";

/** A connection whose handshake is: say hello, wait for any message; that message is the session. */
export interface TestClient {
  readonly connection: Connection<string>;
  readonly clock: ManualClock;
  readonly states: ConnectionState<string>[];
  readonly messages: string[];
  readonly lost: HawserError[];
  readonly log: { level: string; msg: string; fields: unknown }[];
  /** Waits until the state has that status; at once when it has it now. */
  until<K extends ConnectionState<string>["status"]>(
    status: K,
  ): Promise<Extract<ConnectionState<string>, { status: K }>>;
  /** Waits until that many messages have come. */
  received(count: number): Promise<string[]>;
  /** Moves the clock past the delay it waits for. */
  retry(): Promise<void>;
}

export function makeClient(
  url: ConnectionOptions<string>["url"],
  options: Partial<ConnectionOptions<string>> = {},
): TestClient {
  const clock = (options.clock as ManualClock | undefined) ?? new ManualClock();
  const states: ConnectionState<string>[] = [];
  const messages: string[] = [];
  const lost: HawserError[] = [];
  const log: TestClient["log"] = [];
  const write = (level: string) => (msg: string, fields?: unknown) => {
    log.push({ level, msg, fields });
  };
  let onArrival = (): void => undefined;
  let greeted: ((text: string) => void) | undefined;
  const connection = new Connection<string>({
    url,
    clock,
    wake: false,
    random: () => 0.5,
    logger: {
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
    },
    handshake(link) {
      link.send("hello");
      return new Promise((resolve) => {
        greeted = resolve;
      });
    },
    onMessage(data) {
      const text = messageText(data);
      messages.push(text);
      greeted?.(text);
      greeted = undefined;
      onArrival();
    },
    onLost(error) {
      lost.push(error);
    },
    ...options,
  });
  connection.onState((state) => {
    states.push(state);
  });
  onTestFinished(async () => {
    const closed = connection.close();
    await clock.advance(1000);
    await closed;
  });
  const until: TestClient["until"] = (status) =>
    new Promise((resolve) => {
      const check = (state: ConnectionState<string>): void => {
        if (state.status !== status) return;
        off();
        resolve(state as Parameters<typeof resolve>[0]);
      };
      const off = connection.onState(check);
      check(connection.state);
    });
  return {
    connection,
    clock,
    states,
    messages,
    lost,
    log,
    until,
    received: (count) =>
      new Promise((resolve) => {
        onArrival = () => {
          if (messages.length >= count) resolve(messages);
        };
        onArrival();
      }),
    async retry() {
      const { delayMs } = await until("waiting");
      await clock.advance(delayMs);
    },
  };
}

/** The statuses a client went through. */
export const statuses = (client: TestClient): string[] => client.states.map(({ status }) => status);

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<HawserError> {
  try {
    await promise;
  } catch (error) {
    return error as HawserError;
  }
  throw new Error("expected a rejection");
}
