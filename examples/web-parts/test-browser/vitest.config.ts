import { browserProject } from "../../../vitest.project.js";

export default browserProject("web-parts");
