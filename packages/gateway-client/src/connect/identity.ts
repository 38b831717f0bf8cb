import { type Logger, silentLogger } from "@hawser/core";
import { type Device, type DeviceStore, openDevice } from "../device/index.js";
import type { ClientInfo, GatewayClientOptions } from "../options.js";
import type { ConnectClient } from "../schemas/index.js";
import { VERSION } from "../version.js";

interface Place {
  readonly page: boolean;
  readonly platform: string;
}

interface GlobalsOfInterest {
  readonly document?: unknown;
  readonly process?: { readonly platform?: string };
}

function place(): Place {
  const globals = globalThis as GlobalsOfInterest;
  const page = globals.document !== undefined;
  return { page, platform: page ? "web" : (globals.process?.platform ?? "unknown") };
}

/** Opens the device identity once: the caller's store, IndexedDB in a page, none elsewhere. */
export function deviceOpener(
  option: DeviceStore | false | undefined,
  info: ClientInfo | undefined,
  logger: Logger = silentLogger,
): () => Promise<Device | undefined> {
  let opened: Promise<Device | undefined> | undefined;
  const open = async (): Promise<Device | undefined> => {
    if (option === false) return undefined;
    const store = option ?? (place().page ? await pageStore() : undefined);
    if (store === undefined) return undefined;
    const { platform, deviceFamily } = info ?? {};
    return openDevice(store, {
      logger,
      ...(platform === undefined ? {} : { platform }),
      ...(deviceFamily === undefined ? {} : { deviceFamily }),
    });
  };
  return () => {
    opened ??= open().catch((error: unknown) => {
      // The next attempt may find the store in order.
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

async function pageStore(): Promise<DeviceStore> {
  const { indexedDbDeviceStore } = await import("../browser.js");
  return indexedDbDeviceStore();
}

/**
 * Who the client says it is. `gateway-client`/`backend` keeps its scopes without a device on every
 * measured gateway, but is never given a device token; `cli`/`cli` is. A page has to be `webchat-ui`.
 */
export function connectClient(
  options: Pick<GatewayClientOptions, "client">,
  device: Device | undefined,
): ConnectClient {
  const { page, platform } = place();
  const given = options.client ?? {};
  const [id, mode] = page
    ? ["webchat-ui", "webchat"]
    : device === undefined
      ? ["gateway-client", "backend"]
      : ["cli", "cli"];
  const deviceFamily = device === undefined ? given.deviceFamily : device.deviceFamily;
  return {
    id: given.id ?? id,
    mode: given.mode ?? mode,
    version: given.version ?? VERSION,
    // A gateway pins the platform at pairing: a device keeps the one it was paired with.
    platform: device?.platform ?? given.platform ?? platform,
    ...(deviceFamily === undefined ? {} : { deviceFamily }),
    ...(given.displayName === undefined ? {} : { displayName: given.displayName }),
    ...(given.instanceId === undefined ? {} : { instanceId: given.instanceId }),
  };
}
