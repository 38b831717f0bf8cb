import { runScenarios } from "../src/scenarios.js";

runScenarios({ version: "2026.9.6" });
