/** Runs the load against each way in turn, round after round. */
import { once } from 'node:events'
import { Agent, request } from 'undici'
import type { Destination } from './connection.ts'
import { perSecond } from './figures.ts'
import type { HoldOrder, LoadOrder, LoadResult } from './load.ts'
import type { QuietGate } from './machine.ts'
import { listRequest, TOOL } from './message.ts'
import type { Options } from './options.ts'
import { bind, residentMiB, type Started } from './processes.ts'
import { spread } from './statistics.ts'
import { type Step, THIRTY_TWO } from './steps.ts'
import { GATEWAY, type Way } from './way.ts'

/** The runs of one way in one step, by round. */
export interface Series {
  readonly step: string
  readonly way: string
  readonly runs: readonly LoadResult[]
}

/** What one way holds on to. */
export interface Memory {
  readonly way: string
  /** MiB, before the calls, after them, and after as many again. */
  readonly before: number
  readonly after: number
  readonly again: number
  /** Calls in each of the two parts. */
  readonly calls: number
  /** KiB for a connection that made one call and is idle. */
  readonly idle: number
}

/** What takes part in all steps. */
export interface Bench {
  readonly load: Started
  readonly upstream: Started
  readonly options: Options
  readonly gate: QuietGate
  /** Told of what goes on. */
  readonly progress: (text: string) => void
}

/** Has the load generator do something. Rejects where it could not, and where it ends. */
export async function ordered<Answer>({ child }: Started, order: LoadOrder | HoldOrder): Promise<Answer> {
  const over = new AbortController()
  const { signal } = over
  child.send(order)
  const ended = once(child, 'exit', { signal }).then(() => [{ failure: 'The load generator ended.' }])
  const [result] = await Promise.race([once(child, 'message', { signal }), ended]).finally(() => over.abort())
  if (typeof result.failure === 'string') throw new Error(result.failure)
  return result
}

/** Lists the tools once over each way, as a client does: from then on the gateway knows the tool's schema. Rejects where that fails. */
export async function introduce(ways: readonly Way[]): Promise<void> {
  for (const { name, port, path, token, certificate, session, lines } of ways) {
    if (session || lines) continue
    const headers = { ...listRequest.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
    const secure = certificate !== undefined
    const dispatcher = new Agent(secure ? { connect: { ca: certificate, servername: 'localhost' } } : {})
    const url = `${secure ? 'https' : 'http'}://127.0.0.1:${port}${path}`
    const { statusCode, body } = await request(url, { ...listRequest, headers, dispatcher })
    const text = await body.text()
    await dispatcher.close()
    if (statusCode !== 200 || !text.includes(TOOL))
      throw new Error(`${name} does not list the tool: ${statusCode} ${text.slice(0, 500)}`)
  }
}

/** Uses each way once before anything is measured: what is compiled while it runs is compiled then. */
export async function settle({ load, options, progress }: Bench, ways: readonly Way[]): Promise<void> {
  for (const way of ways) {
    const order: LoadOrder = { ...way, connections: 32, millis: options.settleMillis, warmUp: 0, maxCalls: 50_000 }
    const made = ordered<LoadResult>(load, order)
    const { calls, errors } = await made.catch((cause: unknown) => failed(cause, progress))
    progress(`beforehand: ${way.name}: ${calls} calls, ${errors} errors`)
  }
}

/** Calls a second that a step offers; undefined: each answer is followed by the next call. */
function rateOf({ offered }: Step, done: readonly Series[]): number | undefined {
  if (offered === undefined) return undefined
  const managed = done.find(({ step, way }) => step === THIRTY_TWO.title && way === GATEWAY)
  if (managed === undefined) return Number.NaN
  return Math.round(offered * spread(managed.runs.map(perSecond)).median)
}

/** A run that could not be made is one error: the others go on, and the table shows it. */
function failed(cause: unknown, progress: Bench['progress']): LoadResult {
  progress(String(cause))
  const none = Number.NaN
  return { calls: 0, errors: 1, seconds: 1, p50: none, p99: none, cpu: none, ownCpu: none }
}

/** A B C A B C …: whatever the machine does meanwhile, it does to all. */
async function measureStep(bench: Bench, step: Step, ways: readonly Way[], rate: number | undefined) {
  const { load, options, gate, progress } = bench
  const { connections, title } = step
  const series = ways.map((way) => ({ way, runs: [] as LoadResult[] }))
  for (let round = 1; round <= options.rounds; round++) {
    await gate.pass()
    for (const { way, runs } of series) {
      const { millis, warmUp } = options
      const order: LoadOrder = { ...way, connections, millis, warmUp, rate, maxCalls: Number.MAX_SAFE_INTEGER }
      const run = await ordered<LoadResult>(load, order).catch((cause: unknown) => failed(cause, progress))
      runs.push(run)
      const told = `${Math.round(perSecond(run))} calls/s, ${run.cpu.toFixed(1)} µs, ${run.errors} errors`
      progress(`${title}, round ${round}/${options.rounds}: ${way.name}: ${told}`)
    }
  }
  return series.map(({ way, runs }): Series => ({ step: title, way: way.name, runs }))
}

/** Runs the steps, one after the other. */
export async function measureSteps(
  bench: Bench,
  steps: readonly Step[],
  ways: readonly Way[],
): Promise<readonly Series[]> {
  const { upstream, options } = bench
  const all: Series[] = []
  for (const step of steps) {
    const here = step.ways.flatMap((name) => ways.find((way) => way.name === name) ?? [])
    const rate = rateOf(step, all)
    if (Number.isNaN(rate)) continue
    const { middle, ends } = options
    const place = (core: number | undefined): void => {
      if (core !== undefined) for (const { pid } of here) if (pid !== upstream.pid) bind(pid, core)
    }
    if (step.onOneCore) place(ends)
    all.push(...(await measureStep(bench, step, here, rate)))
    if (step.onOneCore) place(middle)
  }
  return all
}

/** Memory before and after many calls over 32 connections, after as many again, and what idle connections take. */
export async function measureMemory(bench: Bench, ways: readonly Way[]): Promise<readonly Memory[]> {
  const { load, options, progress } = bench
  const all: Memory[] = []
  for (const way of ways) {
    const [maxCalls, millis] = [options.memoryCalls, options.memoryMillis]
    const order: LoadOrder = { ...way, connections: 32, millis, warmUp: 0, maxCalls }
    const before = residentMiB(way.pid)
    const { calls } = await ordered<LoadResult>(load, order)
    const after = residentMiB(way.pid)
    await ordered<LoadResult>(load, { ...order, maxCalls: calls })
    const again = residentMiB(way.pid)
    const idle = await idleKiB(load, way, way.pid, options.idle).catch((cause: unknown) => {
      progress(`idle connections: ${way.name}: ${cause}`)
      return Number.NaN
    })
    all.push({ way: way.name, before, after, again, calls, idle })
    progress(`memory: ${way.name}: ${calls} calls, twice`)
  }
  return all
}

async function idleKiB(load: Started, way: Destination, pid: number, count: number): Promise<number> {
  const before = residentMiB(pid)
  await ordered<object>(load, { ...way, hold: count })
  const held = residentMiB(pid)
  await ordered<object>(load, { release: true })
  return ((held - before) * 1024) / count
}
