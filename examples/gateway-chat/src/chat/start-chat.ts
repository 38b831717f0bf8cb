import type { GatewayClientOptions } from "@hawser/gateway-client";
import { fileDeviceStore } from "@hawser/gateway-client/node";
import { fillSessions, startEmbedded } from "../embedded/embedded-gateway.js";
import type { KeyboardInput } from "../terminal/line-editor.js";
import type { TerminalOutput } from "../terminal/live-area.js";
import { PlainScreen } from "../terminal/plain-screen.js";
import type { InputHandlers, Screen } from "../terminal/screen.js";
import { TerminalScreen } from "../terminal/terminal-screen.js";
import type { Colors } from "../text/colors.js";
import { ChatApp, type EmbeddedControls } from "./chat-app.js";
import { completions } from "./commands.js";
import type { Target } from "./target.js";

export interface StartChatOptions {
  readonly target: Target;
  readonly sessionKey?: string | undefined;
  readonly input: KeyboardInput;
  readonly output: TerminalOutput & NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly colors: Colors;
  readonly now?: () => number;
  /** Where this device's key is kept, for gateways that know devices. Default: the user's config folder. */
  readonly devicePath?: string;
  /** Called with the way to end the chat from outside, as on SIGTERM. */
  readonly onRunning?: (leave: () => void) => void;
}

/** A gateway to talk to, and how to let go of it. */
interface Reached {
  readonly name: string;
  readonly url: string;
  readonly client: GatewayClientOptions;
  readonly controls?: EmbeddedControls;
  close(): Promise<void>;
}

/** Runs the chat until somebody leaves. @returns the exit code. */
export async function startChat(o: StartChatOptions): Promise<number> {
  const now = o.now ?? Date.now;
  const gateway = await reach(o.target, now, o.devicePath);
  const terminal = o.input.isTTY === true && o.output.isTTY === true;
  let app: ChatApp | undefined;
  const handlers: InputHandlers = {
    onLine: (line) => app?.typed(line),
    onInterrupt: () => app?.interrupted(),
    onEnd: () => app?.inputEnded(),
  };
  const screen = screenFor(o, terminal, handlers, now, gateway.controls !== undefined);
  try {
    app = new ChatApp({
      client: gateway.client,
      screen,
      gatewayName: gateway.name,
      gatewayUrl: gateway.url,
      inTurn: !terminal,
      now,
      ...(gateway.controls === undefined ? {} : { embedded: gateway.controls }),
      ...(o.sessionKey === undefined ? {} : { sessionKey: o.sessionKey }),
    });
    const running = app;
    o.onRunning?.(() => running.leave());
    return await app.run();
  } finally {
    screen.close();
    await gateway.close();
  }
}

function screenFor(
  o: StartChatOptions,
  terminal: boolean,
  handlers: InputHandlers,
  now: () => number,
  embedded: boolean,
): Screen {
  const { input, output, colors } = o;
  if (!terminal) return new PlainScreen({ input, output, colors, handlers });
  const complete = (line: string): readonly string[] => completions(line, embedded);
  return new TerminalScreen({ input, output, colors, handlers, now, complete });
}

async function reach(
  target: Target,
  now: () => number,
  devicePath: string | undefined,
): Promise<Reached> {
  if (target.kind === "remote") {
    const { url, token, password } = target;
    return {
      name: url,
      url,
      client: {
        url,
        device: fileDeviceStore(devicePath),
        waitForPairing: true,
        ...(token === undefined ? {} : { token }),
        ...(password === undefined ? {} : { password }),
      },
      close: () => Promise.resolve(),
    };
  }
  const gateway = await startEmbedded(target.protocol);
  fillSessions(gateway, now());
  return {
    name: "embedded gateway",
    url: gateway.url,
    client: { url: gateway.url, token: gateway.token },
    controls: {
      cut: () => void gateway.faults.drop(),
      restart: () => gateway.restart({ graceful: false, downMs: 1500 }),
    },
    close: () => gateway.close(),
  };
}
