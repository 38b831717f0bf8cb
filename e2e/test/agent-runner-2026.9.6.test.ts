import { runRunnerScenarios } from "../src/runner-scenarios.js";

runRunnerScenarios("2026.9.6");
