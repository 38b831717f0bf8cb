import { parseArgs } from "node:util";
import { sections } from "./experiments/all.js";
import { measureBundles } from "./experiments/bundles.js";
import { bundleText, sectionText } from "./report/markdown.js";
import { updateReadme } from "./report/readme.js";
import { readResults, type SectionResult, writeResults } from "./report/results.js";
import { compileDecoder } from "./run/decoder.js";
import { type FigureResult, runExperiment, type Scale } from "./run/experiment.js";
import { describeMachine } from "./run/machine.js";
import { ServerProcess } from "./run/server-process.js";

const USAGE = `bench [--smoke] [--only <id>[,<id>…]] [--report]

  (nothing)   measures everything, writes results/latest.json and the README's tables
  --smoke     does a little of everything, once, and writes nothing: does all of it run?
  --only      only the experiments whose id begins with one of these; writes nothing
  --report    writes the README's tables anew from results/latest.json`;

const { values } = parseArgs({
  options: {
    smoke: { type: "boolean", default: false },
    only: { type: "string" },
    report: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(USAGE);
else if (values.report) updateReadme(readResults());
else await bench(values.smoke ? "smoke" : "full", values.only?.split(","));

async function bench(scale: Scale, only: readonly string[] | undefined): Promise<void> {
  const started = performance.now();
  const wanted = (id: string): boolean =>
    only === undefined || only.some((prefix) => id.startsWith(prefix));
  const decoder = await compileDecoder();
  const server = await ServerProcess.start();
  const found: SectionResult[] = [];
  for (const { title, about, experiments } of sections) {
    const figures: FigureResult[] = [];
    for (const experiment of experiments.filter(({ id }) => wanted(id))) {
      figures.push(...(await runExperiment(experiment, { url: server.url, decoder, scale })));
    }
    if (figures.length === 0) continue;
    found.push({ title, about, figures });
    console.log(`${sectionText({ title, about, figures })}\n`);
  }
  await server.stop();
  const bundles = wanted("bundle") ? await measureBundles() : [];
  if (bundles.length > 0) console.log(`${bundleText(bundles)}\n`);
  const minutes = (performance.now() - started) / 60_000;
  console.log(`Took ${minutes.toFixed(1)} minutes.`);
  if (scale === "smoke" || only !== undefined) return;
  const day = new Date().toISOString().slice(0, 10);
  const results = { day, minutes, machine: describeMachine(), sections: found, bundles };
  writeResults(results);
  updateReadme(results);
}
