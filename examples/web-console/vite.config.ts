import type { UserConfig } from "vite";
// By its path: Vite loads this file with Node, which would not take a package of TypeScript.
import { pageConfig } from "../web-parts/vite/page-config.js";

const config: UserConfig = pageConfig;

export default config;
