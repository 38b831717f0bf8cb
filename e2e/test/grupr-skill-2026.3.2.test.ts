import { gruprSkillScenarios } from "../scenarios/grupr-skill.js";
import { onStage } from "../src/stage.js";

onStage({ version: "2026.3.2" }, gruprSkillScenarios);
