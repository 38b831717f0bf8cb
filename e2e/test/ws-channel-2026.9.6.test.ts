import { runChannelScenarios } from "../src/channel-scenarios.js";

runChannelScenarios("2026.9.6");
