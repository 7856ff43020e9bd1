/** A process: the load generator. Every order of the parent is one run over fresh connections. */
import { setTimeout as pause } from 'node:timers/promises'
import { endWithParent } from './child.ts'
import { type Connection, type Destination, openConnection } from './connection.ts'
import { openLines } from './lines.ts'
import { MAX_ID } from './message.ts'
import { type Pace, paceOf } from './pace.ts'
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
  /** Calls a second that are offered, whatever is answered; undefined: each answer is followed by the next call. */
  readonly rate?: number | undefined
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
  /** CPU time of the load generator a call, microseconds. */
  readonly ownCpu: number
}

/** An order: to hold connections open that made a call each, or to let go of them. */
export type HoldOrder = (Destination & { readonly hold: number }) | { readonly release: true }

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
const takeId = (): number => nextId++ % MAX_ID

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
      if (state === 'over') return false
      if (state === 'warming up' && fine) return true
      if (fine) samples[calls++] = performance.now() - sent
      else errors++
      const isOver = calls >= most || errors >= MAX_ERRORS
      if (isOver) {
        state = 'over'
        finish()
      }
      return !isOver
    },
    end() {
      state = 'over'
      return { calls, errors, seconds: (performance.now() - began) / 1000, sorted: samples.slice(0, calls).sort() }
    },
  }
}

async function openAll(order: LoadOrder, answered: (number: number) => void, take: Tally['take']) {
  const onAnswer =
    (number: number) =>
    (fine: boolean, sent: number): void => {
      if (take(fine, sent)) answered(number)
    }
  if (order.lines === true) return openLines(order, order.connections, onAnswer)
  const connections: Connection[] = []
  for (let i = 0; i < order.connections; i++) connections.push(await openConnection(order, onAnswer(i)))
  return connections
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const answers = tally(order)
  let pace: Pace | undefined
  const connections = await openAll(order, (number) => pace?.answered(number), answers.take)
  pace = paceOf(connections, order.rate, takeId)
  pace.begin()
  await pause(order.warmUp)
  const [cpuBefore, ownBefore] = [cpuMicros(order.pid), process.cpuUsage()]
  answers.begin()
  await answers.done
  const { calls, errors, seconds, sorted } = answers.end()
  const cpu = (cpuMicros(order.pid) - cpuBefore) / calls
  const { user, system } = process.cpuUsage(ownBefore)
  pace.end()
  for (const connection of connections) connection.close()
  const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)]
  return { calls, errors, seconds, p50, p99, cpu, ownCpu: (user + system) / calls }
}

let held: readonly Connection[] = []

/** Opens connections, has each make one call, and keeps them. */
async function hold(order: HoldOrder): Promise<{ readonly held: number }> {
  for (const connection of held) connection.close()
  if ('release' in order) return { held: 0 }
  const opened: Connection[] = []
  for (let i = 0; i < order.hold; i++) {
    await new Promise<void>((resolve, reject) => {
      openConnection(order, (fine) => (fine ? resolve() : reject(new Error('A call was not answered.')))).then(
        (connection) => {
          opened.push(connection)
          connection.call(takeId())
        },
        reject,
      )
    })
  }
  held = opened
  return { held: opened.length }
}

process.on('message', (order: LoadOrder | HoldOrder) => {
  const answer: Promise<object> = 'hold' in order || 'release' in order ? hold(order) : run(order)
  answer.then(
    (result) => process.send?.(result),
    (cause: unknown) => process.send?.({ failure: String(cause) }),
  )
})
process.send?.({ port: 0 })
endWithParent()
