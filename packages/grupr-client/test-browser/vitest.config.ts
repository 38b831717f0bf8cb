import { browserProject } from "../../../vitest.project.js";

export default browserProject("grupr-client");
