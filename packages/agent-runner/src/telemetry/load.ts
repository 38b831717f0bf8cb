import type { Logger } from "@hawser/core";
import { noTelemetry, telemetryOf, type Telemetry, type TelemetryApi } from "./telemetry.js";

/** A name that bundlers do not follow: the package is optional. */
const API = ["@opentelemetry", "api"].join("/");

/** OpenTelemetry where it is installed, as the option says. Never rejects. */
export async function loadTelemetry(
  option: "auto" | TelemetryApi | false | undefined,
  logger: Logger,
): Promise<Telemetry> {
  if (option === false) return noTelemetry;
  try {
    if (typeof option === "object") return telemetryOf(option);
    const api = (await import(/* @vite-ignore */ /* webpackIgnore: true */ API)) as TelemetryApi;
    return telemetryOf(api);
  } catch (error) {
    logger.debug("There is no OpenTelemetry", { error });
    return noTelemetry;
  }
}
