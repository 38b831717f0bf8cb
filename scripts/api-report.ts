import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { ensureBuilt } from "./lib/build.js";
import { entriesOf, publishablePackages, root, type WorkspacePackage } from "./lib/packages.js";

// Compares each entry's public API with the report committed in packages/<name>/api, or with
// --update writes the reports anew. The reports are read in review: they show what users get.
const update = process.argv.includes("--update");
await ensureBuilt(console.log);

let changed = 0;
for (const pkg of publishablePackages()) {
  const names = new Set<string>();
  // A command line has no entries.
  if (entriesOf(pkg).length === 0) continue;
  for (const entry of entriesOf(pkg)) {
    names.add(`${entry.name}.api.md`);
    if (report(pkg, entry.name, entry.types)) continue;
    changed += 1;
    console.log(`packages/${pkg.short}/api/${entry.name}.api.md ${update ? "updated" : "differs"}`);
  }
  for (const stale of readdirSync(join(pkg.dir, "api")).filter((file) => !names.has(file))) {
    changed += 1;
    console.log(`packages/${pkg.short}/api/${stale} belongs to no entry`);
    if (update) rmSync(join(pkg.dir, "api", stale));
  }
}

if (changed === 0) console.log("The public API is as its reports say.");
else if (!update) {
  console.log(
    "The public API has changed. If that is meant: pnpm api:update, and commit the reports.",
  );
  process.exit(1);
}

/** Whether the entry's API is what its committed report says. */
function report(pkg: WorkspacePackage, name: string, types: string): boolean {
  const temp = join(root, "node_modules/.cache/hawser/api", pkg.short);
  mkdirSync(temp, { recursive: true });
  mkdirSync(join(pkg.dir, "api"), { recursive: true });
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(pkg.dir, "package.json"),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: pkg.dir,
      newlineKind: "lf",
      mainEntryPointFilePath: join(pkg.dir, types),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: "ES2022",
            lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable", "ESNext.Disposable"],
            module: "NodeNext",
            moduleResolution: "NodeNext",
            strict: true,
            skipLibCheck: true,
            types: ["node"],
          },
          files: [join(pkg.dir, types)],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: join(pkg.dir, "api"),
        reportTempFolder: temp,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        // What is undocumented says so in the report itself; links are checked by `pnpm docs:api`.
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const result = Extractor.invoke(config, {
    localBuild: update,
    showVerboseMessages: false,
    messageCallback: (message) => {
      // The comparison itself is reported below, in words that name our command.
      if (message.messageId.startsWith("console-")) message.logLevel = ExtractorLogLevel.None;
      message.handled = message.logLevel === ExtractorLogLevel.None;
      if (message.logLevel === ExtractorLogLevel.Error) {
        console.log(`${relative(root, message.sourceFilePath ?? pkg.dir)}: ${message.text}`);
      }
    },
  });
  if (result.errorCount > 0) throw new Error(`${pkg.name}: the types of "${name}" do not compile`);
  return !result.apiReportChanged;
}
