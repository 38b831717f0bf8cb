import type { Generation } from "./generation.js";
import { any, filled, listOf, oneOf, type ObjectSchema, shape, text, whole } from "./schema.js";

/** The signed identity a client may bring. */
export interface ConnectDevice {
  readonly id: string;
  readonly publicKey: string;
  readonly signature: string;
  readonly signedAt: number;
  readonly nonce: string;
}

/** Params of `connect` once they passed the generation's schema. */
export interface ConnectParams {
  readonly minProtocol: number;
  readonly maxProtocol: number;
  readonly client: {
    readonly id: string;
    readonly version: string;
    readonly platform: string;
    readonly mode: string;
    readonly displayName?: string;
    readonly deviceFamily?: string;
    readonly modelIdentifier?: string;
    readonly instanceId?: string;
  };
  readonly caps?: readonly string[];
  readonly commands?: readonly string[];
  readonly role?: string;
  readonly scopes?: readonly string[];
  readonly device?: ConnectDevice;
  readonly auth?: {
    readonly token?: string;
    readonly password?: string;
    readonly deviceToken?: string;
    readonly bootstrapToken?: string;
  };
  readonly locale?: string;
  readonly userAgent?: string;
}

/** The schema a generation checks `connect` against: unknown keys are refused. */
export function connectSchema(generation: Generation): ObjectSchema {
  const latest = generation.protocol === 4;
  return shape({
    "minProtocol!": whole(1),
    "maxProtocol!": whole(1),
    "client!": shape({
      "id!": oneOf(...generation.clientIds),
      displayName: filled,
      "version!": filled,
      ...(latest ? { buildId: filled, timeZone: filled } : {}),
      "platform!": filled,
      deviceFamily: filled,
      modelIdentifier: filled,
      "mode!": oneOf(...generation.clientModes),
      instanceId: filled,
    }),
    caps: listOf(filled),
    commands: listOf(filled),
    ...(latest ? { computerUse: any, workerRuns: any } : {}),
    permissions: { kind: "object", required: [], properties: {}, open: true },
    pathEnv: text,
    role: filled,
    scopes: listOf(filled),
    device: shape({
      "id!": filled,
      "publicKey!": filled,
      "signature!": filled,
      "signedAt!": whole(0),
      "nonce!": filled,
    }),
    auth: shape({
      token: text,
      deviceToken: text,
      password: text,
      bootstrapToken: text,
      ...(latest ? { approvalRuntimeToken: text, agentRuntimeIdentityToken: text } : {}),
    }),
    locale: text,
    userAgent: text,
  });
}
