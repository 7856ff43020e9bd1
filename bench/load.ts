/** A process: the load generator. Every order of the parent is one run over fresh connections. */
import { setTimeout as pause } from 'node:timers/promises'
import { endWithParent } from './child.ts'
import { type Connection, type Destination, openConnection } from './connection.ts'
import { MAX_ID } from './message.ts'
import { cpuMicros } from './processes.ts'
import { percentile } from './statistics.ts'

/** One run. */
export interface LoadOrder extends Destination {
  readonly connections: number
  /** Ends after so many measured calls, or so many milliseconds, whichever comes first. */
  readonly maxCalls: number
  readonly millis: number
  /** Milliseconds before it that are not measured. */
  readonly warmUp: number
  /** Process whose CPU time is read at both ends of the measured time. */
  readonly pid: number
}

/** What a run gave; times in milliseconds. */
export interface LoadResult {
  readonly calls: number
  readonly errors: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  /** CPU time of the process a call, microseconds; NaN where the system does not tell. */
  readonly cpu: number
}

/** Answers of one run, from the moment on at which `begin` is called. */
interface Tally {
  begin(): void
  /** Counts an answer; answers whether the next call is to be sent. */
  take(fine: boolean, sent: number): boolean
  /** Resolves when the run has what it was to have. */
  readonly done: Promise<void>
  end(): { readonly calls: number; readonly errors: number; readonly seconds: number; readonly sorted: Float64Array }
}

const MAX_SAMPLES = 4_000_000
const MAX_ERRORS = 1000
const samples = new Float64Array(MAX_SAMPLES)
let nextId = 0

function tally({ maxCalls, millis }: LoadOrder): Tally {
  let state: 'warming up' | 'measuring' | 'over' = 'warming up'
  let calls = 0
  let errors = 0
  let began = 0
  let finish = (): void => undefined
  const done = new Promise<void>((resolve) => {
    finish = resolve
  })
  const most = Math.min(maxCalls, MAX_SAMPLES)
  return {
    done,
    begin() {
      state = 'measuring'
      began = performance.now()
      setTimeout(finish, millis).unref()
    },
    take(fine, sent) {
      if (state !== 'measuring') return state === 'warming up' && fine
      if (fine) samples[calls++] = performance.now() - sent
      else errors++
      if (calls >= most || errors >= MAX_ERRORS) {
        state = 'over'
        finish()
      }
      return state === 'measuring'
    },
    end() {
      state = 'over'
      return { calls, errors, seconds: (performance.now() - began) / 1000, sorted: samples.slice(0, calls).sort() }
    },
  }
}

async function open(order: LoadOrder, take: Tally['take']): Promise<Connection> {
  const connection = await openConnection(order, (fine, sent) => {
    if (take(fine, sent)) connection.call(nextId++ % MAX_ID)
  })
  return connection
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const answers = tally(order)
  const connections: Connection[] = []
  for (let i = 0; i < order.connections; i++) connections.push(await open(order, answers.take))
  for (const connection of connections) connection.call(nextId++ % MAX_ID)
  await pause(order.warmUp)
  const cpuBefore = cpuMicros(order.pid)
  answers.begin()
  await answers.done
  const { calls, errors, seconds, sorted } = answers.end()
  const cpu = (cpuMicros(order.pid) - cpuBefore) / calls
  for (const connection of connections) connection.close()
  return { calls, errors, seconds, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), cpu }
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (cause: unknown) => process.send?.({ failure: String(cause) }),
  )
})
process.send?.({ port: 0 })
endWithParent()
