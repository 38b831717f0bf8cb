import { runScenarios } from "../src/scenarios.js";

runScenarios("2026.3.2");
