import { browserProject } from "../../../vitest.project.js";

export default browserProject("ws-channel-protocol");
