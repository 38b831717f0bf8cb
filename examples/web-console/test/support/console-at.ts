import { effect, type ReadonlySignal } from "@preact/signals";
import { memoryDeviceStore } from "@hawser/gateway-client";
import { startGateway, type GatewayOptions, type TestGateway } from "@hawser/testkit";
import { Console, type ConsoleOptions } from "../../src/console.js";

const ORIGIN = "http://console.test";

/** A gateway that lets this page in. */
export function gatewayFor(options: GatewayOptions = {}): Promise<TestGateway> {
  return startGateway({ allowedOrigins: [ORIGIN], ...options });
}

/** The page's console outside of a page: it brings what a browser would. */
export function consoleAt(
  gateway: TestGateway,
  more: Omit<ConsoleOptions, "url" | "token"> = {},
): Console {
  return new Console({
    ...more,
    url: gateway.url,
    token: gateway.token,
    client: { device: memoryDeviceStore(), headers: { Origin: ORIGIN }, ...more.client },
  });
}

/** Resolves with a signal's value once it fits. */
export function until<T>(signal: ReadonlySignal<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    let stop = (): void => undefined;
    let done = false;
    stop = effect(() => {
      const { value } = signal;
      if (done || !fits(value)) return;
      done = true;
      resolve(value);
      queueMicrotask(() => stop());
    });
  });
}
