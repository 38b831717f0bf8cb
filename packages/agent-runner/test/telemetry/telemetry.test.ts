import * as api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { HawserError } from "@hawser/core";
import { expect, test } from "vitest";
import { later } from "../support/cleanup.js";
import { Desk } from "../support/desk.js";
import { start } from "../support/run.js";

function observed(): { spans: InMemorySpanExporter; metrics: () => Promise<Map<string, unknown>> } {
  const spans = new InMemorySpanExporter();
  api.trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  api.metrics.setGlobalMeterProvider(provider);
  later(async () => {
    await provider.shutdown();
    for (const part of [api.trace, api.context, api.metrics]) part.disable();
  });
  const metrics = async (): Promise<Map<string, unknown>> => {
    await reader.forceFlush();
    const all =
      exporter
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
    return new Map(
      all.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        dataPoints.map(({ attributes, value }) => [attributes, value]),
      ]),
    );
  };
  return { spans, metrics };
}

test("where OpenTelemetry is installed each task has a span, the agent's spans below it, and counts", async () => {
  const { spans, metrics } = observed();
  const desk = new Desk();
  let asked = 0;
  const { watch, stop } = start({
    source: desk,
    retry: { initialMs: 0 },
    agent: async ({ id }) => {
      await Promise.resolve();
      api.trace.getTracer("agent").startSpan("think").end();
      if (id === "bad") throw new Error("no");
      asked += 1;
      if (asked === 1) throw new HawserError("busy", { code: "BUSY", retryable: true });
      return "the secret answer";
    },
  });
  desk.put("good");
  desk.put("bad");
  desk.put("own", { speaker: { kind: "self" } });
  await watch.until("ended", 2);
  await stop();

  const all = spans.getFinishedSpans();
  const [good, bad] = all.filter(({ name }) => name === "task desk");
  const thoughts = all.filter(({ name }) => name === "think");
  expect(thoughts.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
    good?.spanContext().spanId,
    good?.spanContext().spanId,
    bad?.spanContext().spanId,
  ]);
  expect(good).toMatchObject({
    kind: api.SpanKind.CONSUMER,
    attributes: {
      "hawser.source": "desk",
      "hawser.task.id": "good",
      "hawser.outcome": "replied",
      "hawser.attempts": 2,
    },
    status: { code: api.SpanStatusCode.UNSET },
  });
  expect(bad).toMatchObject({
    attributes: { "hawser.outcome": "failed", "hawser.attempts": 1 },
    status: { code: api.SpanStatusCode.ERROR },
  });
  expect(JSON.stringify(all.map(({ attributes }) => attributes))).not.toContain("secret answer");

  const counted = await metrics();
  const of = { "hawser.source": "desk" };
  expect(counted.get("hawser.runner.tasks")).toEqual(
    expect.arrayContaining([
      [{ ...of, "hawser.outcome": "replied" }, 1],
      [{ ...of, "hawser.outcome": "failed" }, 1],
      [{ ...of, "hawser.outcome": "skipped", "hawser.reason": "own-message" }, 1],
    ]),
  );
  expect(counted.get("hawser.runner.active_tasks")).toEqual([[of, 0]]);
  expect(counted.get("hawser.runner.retries")).toEqual([[{ ...of, "hawser.what": "agent" }, 1]]);
  expect(counted.get("hawser.runner.task.duration")).toHaveLength(2);
});

test("it can be left out, and what does not work is left out too", async () => {
  const { spans } = observed();
  for (const telemetry of [false, {} as never] as const) {
    const desk = new Desk();
    desk.put("1");
    desk.end();
    expect(await start({ source: desk, telemetry, agent: () => "x" }).done).toMatchObject({
      replied: 1,
    });
  }
  expect(spans.getFinishedSpans()).toEqual([]);
});
