export { gatewayAgent, type GatewayAgentOptions } from "./agents/gateway-agent.js";
export {
  gatewaySessionSource,
  type GatewaySessionSourceOptions,
} from "./sources/gateway-session.js";
