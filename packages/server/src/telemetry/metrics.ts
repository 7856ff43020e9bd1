/** Every metric, in one table: `docs/reference/metrics.md` is generated from it, and nothing else is ever shown. */

/** What a metric is. */
export interface Metric {
  readonly name: string
  readonly kind: 'counter' | 'gauge' | 'histogram'
  /** One sentence for whoever reads the scrape. */
  readonly help: string
  readonly labels: readonly string[]
  /** Of a histogram: upper bounds in its unit. */
  readonly bounds: readonly number[]
  /** What is shown where several processes of a gateway have it. */
  readonly together: 'sum' | 'least' | 'most'
}

/** Seconds: from what the gateway costs by itself to what people feel. */
export const OWN_BOUNDS: readonly number[] = [
  ...[0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005],
  ...[0.01, 0.025, 0.05, 0.1, 1, 10, 60],
]
/** Seconds: what servers take. */
export const UPSTREAM_BOUNDS: readonly number[] = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
]

const SERVER = ['organisation', 'server']

type Given = Pick<Metric, 'name' | 'help'> & { readonly labels?: readonly string[] }
type GivenGauge = Given & Partial<Pick<Metric, 'together'>>
/** What says how something is, of which the worst is shown; an amount is a sum. */
const gauge = ({ name, help, labels = [], together = 'most' }: GivenGauge): Metric => ({
  ...{ name, kind: 'gauge', help, labels, bounds: [], together },
})
const amount = (given: Given): Metric => gauge({ ...given, together: 'sum' })
const counter = ({ name, help, labels = [] }: Given): Metric => ({
  ...{ name, kind: 'counter', help, labels, bounds: [], together: 'sum' },
})
const histogram = ({ name, help, labels = [] }: Given, bounds: readonly number[]): Metric => ({
  ...{ name, kind: 'histogram', help, labels, bounds, together: 'sum' },
})

const CALLS: readonly Metric[] = [
  counter({
    name: 'portcullis_decisions_total',
    help: 'Requests that were decided. `kind`: `call` for `tools/call`, `other` for the rest; `code`: why one was refused, empty where it was not.',
    labels: [...SERVER, 'kind', 'effect', 'code'],
  }),
  counter({
    name: 'portcullis_outcomes_total',
    help: 'Requests that were passed on, by how they ended.',
    labels: [...SERVER, 'outcome'],
  }),
  counter({
    name: 'portcullis_unidentified_total',
    help: 'Requests that were refused before anybody was identified.',
    labels: ['code'],
  }),
  histogram(
    {
      name: 'portcullis_decision_seconds',
      help: 'From the arrival of a whole request to its decision, the counters’ store included, and people where they were asked.',
      labels: ['effect'],
    },
    OWN_BOUNDS,
  ),
  histogram(
    {
      name: 'portcullis_own_seconds',
      help: 'What the gateway itself took of a request that was passed on: all but the wait for the server.',
    },
    OWN_BOUNDS,
  ),
  histogram(
    {
      name: 'portcullis_upstream_seconds',
      help: 'From the first byte sent to a server to the end of its answer.',
      labels: SERVER,
    },
    UPSTREAM_BOUNDS,
  ),
]

const TRAFFIC: readonly Metric[] = [
  amount({ name: 'portcullis_requests_in_flight', help: 'Requests that wait for a server’s answer now.' }),
  amount({ name: 'portcullis_sessions', help: 'Sessions that are open (protocol versions that know sessions).' }),
  amount({ name: 'portcullis_streams', help: 'Streams and subscriptions that are open.' }),
]

const UPSTREAMS: readonly Metric[] = [
  amount({ name: 'portcullis_upstream_in_flight', help: 'Requests that are at a server now.', labels: SERVER }),
  amount({
    name: 'portcullis_upstream_queued',
    help: 'Requests that wait for their turn at a server.',
    labels: SERVER,
  }),
  counter({
    name: 'portcullis_upstream_waited_seconds_total',
    help: 'How long requests waited for their turn, in all.',
    labels: SERVER,
  }),
  counter({
    name: 'portcullis_upstream_refused_busy_total',
    help: 'Requests that were refused, because too many waited or the wait was too long.',
    labels: SERVER,
  }),
  counter({
    name: 'portcullis_upstream_refused_open_total',
    help: 'Requests that were refused, because the server is left alone after it failed again and again.',
    labels: SERVER,
  }),
  counter({
    name: 'portcullis_upstream_unanswered_total',
    help: 'Requests that the server did not answer.',
    labels: SERVER,
  }),
  gauge({
    name: 'portcullis_upstream_circuit_open',
    help: '1: the server is left alone, and tried now and then.',
    labels: SERVER,
  }),
  counter({
    name: 'portcullis_upstream_circuit_opened_total',
    help: 'How often a server was begun to be left alone.',
    labels: SERVER,
  }),
  counter({
    name: 'portcullis_upstream_connects_total',
    help: 'Connections that were opened to a server.',
    labels: SERVER,
  }),
  counter({
    name: 'portcullis_upstream_connect_failures_total',
    help: 'Connections to a server that could not be opened.',
    labels: SERVER,
  }),
  counter({
    name: 'portcullis_upstream_crashes_total',
    help: 'Programs of a server that ended by themselves, or could not be started.',
    labels: SERVER,
  }),
]

const COUNTERS: readonly Metric[] = [
  histogram(
    { name: 'portcullis_counters_seconds', help: 'What the counters’ store took for the claims of one call.' },
    OWN_BOUNDS,
  ),
  counter({
    name: 'portcullis_counters_unavailable_total',
    help: 'Calls whose claims the counters’ store could not take.',
  }),
  counter({
    name: 'portcullis_counters_unwritten_total',
    help: 'Calls that went on although their claims could not be written yet, as their limits allow (`on_store_failure`).',
  }),
]

/** Shown where gateways share a store alone. */
const SHARED: readonly Metric[] = [
  amount({ name: 'portcullis_store_waiting', help: 'Operations that wait for the store that gateways share.' }),
  counter({ name: 'portcullis_store_reconnects_total', help: 'Connections to that store that were lost.' }),
  counter({
    name: 'portcullis_store_admitted_without_total',
    help: 'Calls that went on without that store, as all their limits allow.',
  }),
]

/** Shown where the gateway reads plain requests by itself. */
const LANE: readonly Metric[] = [
  amount({ name: 'portcullis_fast_lane_connections', help: 'Connections that the gateway’s own reader reads now.' }),
  counter({ name: 'portcullis_fast_lane_requests_total', help: 'Requests that it read.' }),
  counter({
    name: 'portcullis_fast_lane_handed_over_total',
    help: 'Connections that it gave to the general reader, because they were not plain.',
  }),
]

const AUDIT: readonly Metric[] = [
  amount({ name: 'portcullis_log_queued_bytes', help: 'Bytes of the decision log that wait for the disk.' }),
  counter({ name: 'portcullis_log_lines_total', help: 'Lines of the decision log.' }),
  counter({ name: 'portcullis_log_written_bytes_total', help: 'Bytes that are in the files of the decision log.' }),
  counter({
    name: 'portcullis_log_dropped_total',
    help: 'Records that were lost, because there was no space for them.',
  }),
  counter({
    name: 'portcullis_log_refused_total',
    help: 'Calls that were refused, because they could not be recorded.',
  }),
  gauge({ name: 'portcullis_log_failing', help: '1: the last write failed, and is being tried again.' }),
  gauge({
    name: 'portcullis_index_lag_bytes',
    help: 'Bytes of decision logs that the searchable index has not read yet.',
  }),
  gauge({ name: 'portcullis_index_lag_seconds', help: 'Age of the oldest record that is not in the index.' }),
]

const CONTROL: readonly Metric[] = [
  gauge({ name: 'portcullis_approvals_waiting', help: 'Questions that wait for a person.' }),
  gauge({
    name: 'portcullis_tools_drifted',
    help: 'Tools whose definition is another one than the one that was accepted, or that are in no accepted list.',
  }),
  gauge({ name: 'portcullis_servers_unreachable', help: 'Servers of organisations that could not be reached last.' }),
]

const STATE: readonly Metric[] = [
  gauge({ name: 'portcullis_ready', help: '1: it takes calls.', together: 'least' }),
  gauge({ name: 'portcullis_check_ok', help: '1: this part can do its work.', labels: ['check'], together: 'least' }),
  gauge({ name: 'portcullis_reload_refused', help: '1: the last edit of the configuration is not in force.' }),
  gauge({ name: 'portcullis_gateways', help: 'Gateways of this installation that run.' }),
  gauge({ name: 'portcullis_build_info', help: 'Always 1.', labels: ['version', 'node'] }),
]

/** Shown where several processes take calls. */
const WORKERS: readonly Metric[] = [
  gauge({ name: 'portcullis_workers', help: 'Processes of this gateway that take calls now.' }),
  counter({
    name: 'portcullis_worker_restarts_total',
    help: 'Processes that ended by themselves, and were started again.',
  }),
]

const PROCESS: readonly Metric[] = [
  gauge({
    name: 'portcullis_event_loop_delay_seconds',
    help: 'How late the gateway’s thread was since the last scrape.',
    labels: ['quantile'],
  }),
  amount({ name: 'portcullis_heap_bytes', help: 'Memory that JavaScript uses in the gateway’s thread.' }),
  counter({ name: 'process_cpu_seconds_total', help: 'Processor time of all threads.' }),
  amount({ name: 'process_resident_memory_bytes', help: 'Memory of the process.' }),
  gauge({ name: 'process_start_time_seconds', help: 'When the process began, seconds since 1970.', together: 'least' }),
]

export const METRICS: readonly Metric[] = [
  ...CALLS,
  ...TRAFFIC,
  ...UPSTREAMS,
  ...COUNTERS,
  ...SHARED,
  ...LANE,
  ...AUDIT,
  ...CONTROL,
  ...STATE,
  ...WORKERS,
  ...PROCESS,
]
