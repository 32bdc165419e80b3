import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** Prometheus' view of the process; no label names a user, a campaign or a host. */
export interface Metrics {
  readonly contentType: string;
  collect(): Promise<string>;
  countCallback(known: boolean): void;
}

export type CountByState = () => Promise<ReadonlyMap<string, number>>;

interface MetricsDeps {
  readonly countUploads: CountByState;
  readonly countDeliveries: CountByState;
  readonly droppedLogLines: () => number;
  readonly openStreams: () => number;
}

export function createMetrics(deps: MetricsDeps): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const callbacks = new Counter({
    name: 'ozonetel_callbacks_total',
    help: 'Callbacks that came in, by whether their token is known',
    labelNames: ['known'],
    registers: [registry],
  });
  new Counter({
    name: 'ozonetel_log_lines_dropped_total',
    help: 'Log lines that could not be written: disk full, or nobody reads',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(deps.droppedLogLines());
    },
  });
  new Gauge({
    name: 'ozonetel_open_streams',
    help: 'Streams of events that are open in this process',
    registers: [registry],
    collect() {
      this.set(deps.openStreams());
    },
  });
  new Gauge({
    name: 'ozonetel_uploads',
    help: 'Uploads by state, counted every 5 seconds at most: 10000 means that many or more',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [state, count] of await deps.countUploads()) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'ozonetel_deliveries',
    help: 'Deliveries by state, counted every 5 seconds at most: 10000 means that many or more',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [state, count] of await deps.countDeliveries()) this.set({ state }, count);
    },
  });
  let collecting: Promise<string> | undefined;
  return {
    contentType: registry.contentType,
    collect() {
      // One for all who ask meanwhile: a gauge that one collection has emptied would be missing in another.
      collecting ??= registry.metrics().finally(() => (collecting = undefined));
      return collecting;
    },
    countCallback: (known) => callbacks.inc({ known: String(known) }),
  };
}
