export interface GatewaySessionSourceOptions {
  readonly name?: string;
}
export function gatewaySessionSource(): void {}
