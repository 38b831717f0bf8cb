import type { GatewayPort } from "../client-port.js";
import type { CallOptions } from "../compat/call-options.js";
import { listEntries } from "../compat/lists.js";
import { readWithKnownParams } from "../compat/params.js";
import { isRecord, record, text } from "../compat/records.js";
import type { ModelChoice, ModelsListParams, ModelsListResult } from "../schemas/models.js";

/** `gateway.models`. */
export class ModelsApi {
  readonly #port: GatewayPort;

  constructor(port: GatewayPort) {
    this.#port = port;
  }

  /**
   * The models this gateway can use, in one shape whatever its generation. Params that an old gateway
   * does not know (`view`, `agentId`) are left out for it.
   */
  async list(params: ModelsListParams = {}, o?: CallOptions): Promise<ModelsListResult> {
    const payload = await readWithKnownParams(this.#port, "models.list", params, o);
    return {
      ...record(payload),
      models: listEntries(payload, "models").flatMap((entry) => modelChoice(entry)),
    };
  }
}

function modelChoice(entry: unknown): ModelChoice[] {
  const fields = typeof entry === "string" ? { id: entry } : entry;
  if (!isRecord(fields)) return [];
  const id = text(fields["id"], fields["model"]);
  if (id === undefined) return [];
  const provider = text(fields["provider"]) ?? id.slice(0, Math.max(0, id.indexOf("/")));
  const ref = provider === "" || id.startsWith(`${provider}/`) ? id : `${provider}/${id}`;
  return [{ ...fields, id, ref, provider, name: text(fields["name"]) ?? id }];
}
