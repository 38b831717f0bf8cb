import type { TaskOutcome } from "../events.js";
import type { Task } from "../task/task.js";

type Attributes = Record<string, string | number | boolean>;

/** What the runner uses of a span of `@opentelemetry/api`. */
export interface TelemetrySpan {
  setAttributes(attributes: Attributes): unknown;
  recordException(error: Error): void;
  setStatus(status: { code: number; message?: string }): unknown;
  end(): void;
}

/** What the runner uses of `@opentelemetry/api`; the module fits as it is. */
export interface TelemetryApi {
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: { attributes: Attributes; kind: number }): TelemetrySpan;
    };
    setSpan(context: unknown, span: TelemetrySpan): unknown;
  };
  readonly context: {
    active(): unknown;
    with<T>(context: unknown, fn: () => T): T;
  };
  readonly metrics: {
    getMeter(name: string): {
      createCounter(name: string, options: Described): Adds;
      createUpDownCounter(name: string, options: Described): Adds;
      createHistogram(name: string, options: Described): Records;
    };
  };
}

interface Described {
  description: string;
  unit?: string;
}

interface Adds {
  add(value: number, attributes?: Attributes): void;
}

interface Records {
  record(value: number, attributes?: Attributes): void;
}

/** The telemetry of one task. */
export interface TaskTelemetry {
  /** Runs an attempt so that spans the agent makes are below the task's. */
  within<T>(work: () => T): T;
  retried(what: "agent" | "reply"): void;
  end(outcome: TaskOutcome, attempts: number, durationMs: number, error?: unknown): void;
}

/** Spans and metrics of a runner. */
export interface Telemetry {
  begin(task: Task): TaskTelemetry;
  skipped(task: Task, reason: string): void;
}

const NAME = "@hawser/agent-runner";
/** SpanKind.CONSUMER */
const CONSUMER = 4;
/** SpanStatusCode.ERROR */
const ERROR = 2;

const silent: TaskTelemetry = {
  within: (work) => work(),
  retried: () => undefined,
  end: () => undefined,
};

/** Tells nobody. */
export const noTelemetry: Telemetry = { begin: () => silent, skipped: () => undefined };

/** Spans and metrics through OpenTelemetry. Texts and speakers are in none of them. */
export function telemetryOf({ trace, context, metrics }: TelemetryApi): Telemetry {
  const tracer = trace.getTracer(NAME);
  const meter = metrics.getMeter(NAME);
  const tasks = meter.createCounter("hawser.runner.tasks", { description: "Tasks, by outcome" });
  const active = meter.createUpDownCounter("hawser.runner.active_tasks", {
    description: "Tasks being worked",
  });
  const retries = meter.createCounter("hawser.runner.retries", {
    description: "Further tries of agents and of sending their replies",
  });
  const duration = meter.createHistogram("hawser.runner.task.duration", {
    description: "From a task's acceptance to its end, its wait included",
    unit: "s",
  });
  return {
    skipped: ({ source }, reason) =>
      tasks.add(1, {
        "hawser.source": source,
        "hawser.outcome": "skipped",
        "hawser.reason": reason,
      }),
    begin: ({ id, source }) => {
      const of = { "hawser.source": source };
      const attributes = { ...of, "hawser.task.id": id };
      const span = tracer.startSpan(`task ${source}`, { attributes, kind: CONSUMER });
      const inside = trace.setSpan(context.active(), span);
      active.add(1, of);
      return {
        within: (work) => context.with(inside, work),
        retried: (what) => retries.add(1, { ...of, "hawser.what": what }),
        end: (outcome, attempts, durationMs, error) => {
          active.add(-1, of);
          tasks.add(1, { ...of, "hawser.outcome": outcome });
          duration.record(durationMs / 1000, { ...of, "hawser.outcome": outcome });
          span.setAttributes({ "hawser.outcome": outcome, "hawser.attempts": attempts });
          if (outcome === "failed" || outcome === "undelivered") {
            if (error instanceof Error) span.recordException(error);
            span.setStatus({ code: ERROR });
          }
          span.end();
        },
      };
    },
  };
}
