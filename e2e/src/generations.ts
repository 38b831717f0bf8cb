/** A generation of gateway the suite runs against. */
export interface Generation {
  readonly version: "2026.3.2" | "2026.9.6";
  readonly protocol: 3 | 4;
  /** What npm must be told to install it as it was when it was released. */
  readonly overrides: Readonly<Record<string, string>>;
}

export type GatewayVersion = Generation["version"];

export const generations: Readonly<Record<GatewayVersion, Generation>> = {
  "2026.3.2": {
    version: "2026.3.2",
    protocol: 3,
    overrides: { libsignal: "6.0.0", linkedom: "0.18.12" },
  },
  "2026.9.6": { version: "2026.9.6", protocol: 4, overrides: {} },
};
