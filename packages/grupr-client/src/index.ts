export type { GruprMessage, GruprWebhook } from "./schemas/index.js";
