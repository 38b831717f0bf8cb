import { browserProject } from "../../../vitest.project.js";

export default browserProject("groupchat-runs-client");
