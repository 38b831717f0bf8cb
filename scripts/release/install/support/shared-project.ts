import type { TestProject } from "vitest/node";
import { installProject, type Project } from "./project.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of a project with every package, which all test files use. */
    project: string;
  }
}

let project: Project | undefined;

/** Installs it before the tests. */
export async function setup({ provide }: TestProject): Promise<void> {
  project = await installProject();
  provide("project", project.folder);
}

export function teardown(): void {
  project?.remove();
}
