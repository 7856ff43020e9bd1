/** Runs the load against each way in turn, round after round. */
import { once } from 'node:events'
import type { LoadOrder, LoadResult } from './load.ts'
import { listRequest, TOOL } from './message.ts'
import type { Options } from './options.ts'
import { residentMiB, type Started } from './processes.ts'
import type { Target } from './targets.ts'

/** The runs of one way with the same number of connections, by round. */
export interface Series {
  readonly target: Target
  readonly connections: number
  readonly runs: readonly LoadResult[]
}

/** What one way holds on to. */
export interface Memory {
  readonly target: Target
  /** MiB. */
  readonly before: number
  readonly after: number
  readonly again: number
  /** Calls in each of the two parts. */
  readonly calls: number
}

/** Told of what goes on. */
export type Progress = (text: string) => void

async function runOnce(load: Started, order: LoadOrder): Promise<LoadResult> {
  load.child.send(order)
  const [result] = await once(load.child, 'message')
  if (typeof result.failure === 'string') throw new Error(result.failure)
  return result
}

/** Lists the tools once over each way, as a client does: from then on the gateway knows the tool's schema. Rejects where that fails. */
export async function introduce(targets: readonly Target[]): Promise<void> {
  for (const { name, port, path, token } of targets) {
    const headers = { ...listRequest.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { ...listRequest, headers })
    const text = await answer.text()
    if (!answer.ok || !text.includes(TOOL))
      throw new Error(`${name} does not list the tool: ${answer.status} ${text.slice(0, 500)}`)
  }
}

/** A B C A B C …: whatever the machine does meanwhile, it does to all. */
export async function measureSpeed(
  load: Started,
  targets: readonly Target[],
  options: Options,
  progress: Progress,
): Promise<readonly Series[]> {
  const { rounds, millis, warmUp } = options
  const all: Series[] = []
  for (const connections of options.connections) {
    const series = targets.map((target) => ({ target, connections, runs: [] as LoadResult[] }))
    for (let round = 1; round <= rounds; round++) {
      for (const { target, runs } of series) {
        const order = { ...destination(target), connections, millis, warmUp, maxCalls: Number.MAX_SAFE_INTEGER }
        const run = await runOnce(load, order)
        runs.push(run)
        progress(
          `${connections} connections, round ${round}/${rounds}: ${target.name}: ${Math.round(run.calls / run.seconds)} calls/s, ${run.errors} errors`,
        )
      }
    }
    all.push(...series)
  }
  return all
}

/** Memory before and after many calls over 32 connections, and after as many again. */
export async function measureMemory(
  load: Started,
  targets: readonly Target[],
  options: Options,
  progress: Progress,
): Promise<readonly Memory[]> {
  const all: Memory[] = []
  for (const target of targets) {
    const order = {
      ...destination(target),
      connections: 32,
      millis: options.memoryMillis,
      warmUp: 0,
      maxCalls: options.memoryCalls,
    }
    const before = residentMiB(target.pid)
    const { calls } = await runOnce(load, order)
    const after = residentMiB(target.pid)
    await runOnce(load, { ...order, maxCalls: calls })
    all.push({ target, before, after, again: residentMiB(target.pid), calls })
    progress(`memory: ${target.name}: ${calls} calls, twice`)
  }
  return all
}

const destination = ({ port, path, token, tool, pid }: Target) => ({ port, path, token, tool, pid })
