import { runChannelScenarios } from "../src/channel-scenarios.js";

runChannelScenarios("2026.3.2");
