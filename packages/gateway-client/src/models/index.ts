export { ModelsApi } from "./models-api.js";
