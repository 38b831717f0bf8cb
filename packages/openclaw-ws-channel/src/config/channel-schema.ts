/** A part of a JSON schema: what an option is for. */
export interface OptionSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
}

/**
 * The JSON schema of `channels.websocket`, for the gateway's forms and `openclaw config schema`. It says
 * what there is, and no types on purpose: from 2026.4 on a gateway does not start at all when a channel's
 * section breaks its schema. Types are checked by `readConfig`, which only keeps the channel off.
 */
export const channelSchema: OptionSchema & Readonly<Record<string, unknown>> = {
  type: "object",
  additionalProperties: true,
  properties: {
    enabled: { description: "Whether the channel runs. Default true." },
    port: { description: "Port to listen on. Default 18800." },
    host: { description: 'Address to listen on. Default "0.0.0.0".' },
    path: { description: 'Path of the WebSocket endpoint. Default "/ws".' },
    auth: {
      description: "How connections prove who they are.",
      properties: {
        enabled: { description: "Ask an auth service. Default true. WS_AUTH_ENABLED wins." },
        endpoint: {
          description:
            'URL that checks a token. Default "http://localhost:3000/api/auth/verify". WS_AUTH_ENDPOINT wins.',
        },
        timeout: { description: "How long the check may take, in ms. Default 5000." },
        required: { description: "Refuse connections without a valid token. Default true." },
      },
    },
    dmPolicy: {
      description:
        'Who may talk to the agent directly: "open", "pairing" or "allowlist". Default "open", or "allowlist" when allowFrom names somebody.',
    },
    allowFrom: { description: 'Sender ids that may talk to the agent; "*" for everybody.' },
    dmScope: {
      description:
        'Which direct messages share a memory: "main", "per-peer", "per-channel-peer" or "per-account-channel-peer". Default: one memory for each sender.',
    },
    dynamicAgentCreation: {
      description: "An agent of its own for every direct sender.",
      properties: {
        enabled: { description: "Default false." },
        workspaceTemplate: {
          description:
            'Default "~/.openclaw/workspace-{agentId}". {agentId} and {userId} are filled in.',
        },
        agentDirTemplate: { description: 'Default "~/.openclaw/agents/{agentId}/agent".' },
        maxAgents: { description: "How many such agents there may be. Default: no limit." },
      },
    },
    media: {
      description: "Files in both directions.",
      properties: {
        roots: { description: "Folders below which a client may name a file. Default: none." },
        maxBytes: { description: "Largest file, in bytes. Default 5 MiB." },
      },
    },
    groups: { description: "Whether there are groups. Default true." },
    allowedOrigins: {
      description:
        "Web pages that may connect, such as https://app.example.com or https://*.example.com.",
    },
    maxPayload: { description: "Largest frame, in bytes. Default 8 MiB." },
    maxConnections: { description: "Most connections at once. Default 10000." },
    maxBufferedBytes: {
      description: "Unsent bytes after which a slow reader is cut. Default 16 MiB.",
    },
    heartbeatMs: { description: "Time between pings, in ms; 0 for none. Default 30000." },
    rateLimit: {
      description: "Bounds on messages; false for none.",
      properties: {
        connection: {
          description: "Of one connection. Default 20 a second, 100 at once.",
          properties: { perSecond: {}, burst: {} },
        },
        sender: {
          description: "Of one sender. Default 20 a second, 100 at once.",
          properties: { perSecond: {}, burst: {} },
        },
        closeAfter: { description: "Refused messages after which a connection is closed." },
      },
    },
    resumeTtlMs: {
      description: "How long a reply waits for a client that comes back, in ms. Default 120000.",
    },
    whenGone: {
      description:
        'What becomes of a turn whose sender does not come back: "finish" or "stop". Default "finish".',
    },
    drainMs: {
      description: "How long replies may take to end when the channel stops, in ms. Default 10000.",
    },
  },
};
