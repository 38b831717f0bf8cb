import { join } from "node:path";
import { Application, type TypeDocOptions } from "typedoc";
import { entriesOf, publishablePackages, root } from "./lib/packages.js";

// Writes the API reference of every entry of every package to docs/api.
const names = new Map<string, string>();
for (const pkg of publishablePackages()) {
  for (const entry of entriesOf(pkg)) {
    const name = entry.subpath === "." ? pkg.name : `${pkg.name}/${entry.subpath.slice(2)}`;
    names.set(join(pkg.dir, entry.source), name);
  }
}

const options: TypeDocOptions = {
  name: "Hawser",
  entryPoints: [...names.keys()],
  tsconfig: join(root, "scripts/docs.tsconfig.json"),
  readme: "none",
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  out: join(root, "docs/api"),
  validation: { notExported: false, invalidLink: true, notDocumented: false },
};

const app = await Application.bootstrapWithPlugins(options);
const entryPoints = app.getEntryPoints() ?? [];
for (const entry of entryPoints) {
  entry.displayName = names.get(join(entry.sourceFile.fileName)) ?? entry.displayName;
}
const project = app.converter.convert(entryPoints);
app.validate(project);
await app.generateOutputs(project);
if (app.logger.hasErrors()) process.exit(1);
