import { packageProject } from "../../vitest.project.js";

export default packageProject("groupchat-runs-client");
