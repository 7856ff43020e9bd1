/** A gateway whose calls are taken by several processes: they stand where its own listener would. */
import { fileURLToPath } from 'node:url'
import type { HereTool } from '../catalogue/messages.ts'
import { type Composition, reportLeft } from '../compose/compose.ts'
import type { ControlLine } from '../compose/line.ts'
import { type Crew, startCrew } from '../compose/workers/crew.ts'
import { createHub } from '../compose/workers/hub.ts'
import type { WorkerStart } from '../compose/workers/messages.ts'
import type { FileSet } from '../config/file-set.ts'
import { monthOf } from '../crypto/fact-digests.ts'
import type { HttpListener } from '../gateway/transport/http.ts'
import { systemClock } from '../ports/clock.ts'
import { single } from '../telemetry/series.ts'
import { programBeside } from '../thread/supervised-thread.ts'

/** What they are hired for. */
export interface HireOptions {
  readonly workers: number
  /** The configuration in force. */
  readonly set: FileSet
  readonly sample: string | undefined
  readonly onTools: (slug: string, tools: readonly HereTool[]) => void
  readonly onStderr?: ((line: string) => void) | undefined
  readonly diagnose: (text: string, cause?: unknown) => void
}

/** They, and what goes through the process that hired them. */
export interface Hired {
  /** To the control plane, for all of them; undefined: there is none. */
  readonly line: ControlLine | undefined
  /** Resolves when they take calls; rejects where they cannot. */
  listen(): Promise<HttpListener>
  /** Puts an edited configuration in force at all of them. */
  adopt(set: FileSet): Promise<void>
  /** They say that they are about to stop. */
  drain(): void
}

/** They could not begin, and the address is not why. */
export class NotHired extends Error {}

/** The program of each. */
const PROGRAM = fileURLToPath(programBeside('../cli/workers/worker', import.meta.url))

/** Starts nothing yet. @param composed the gateway that counts and records for them, and takes no calls itself */
export function hireWorkers(composed: Composition, options: HireOptions): Hired {
  const hub = composed.line && createHub(composed.line)
  let { set } = options
  let crew: Crew | undefined
  return {
    line: hub,
    async listen() {
      crew = startCrew({
        workers: options.workers,
        program: PROGRAM,
        start: startOf(composed, options),
        files: filesOf(set),
        owned: ownedBy(composed),
        hub,
        clock: systemClock,
        onLeft: (left) => reportLeft(composed.env, left),
        onTools: ({ slug, tools }) => options.onTools(slug, tools),
        onChild: (line) => options.onStderr?.(line),
        diagnose: options.diagnose,
      })
      watchCrew(composed, crew, options.workers)
      return listenerOf(crew)
    },
    async adopt(next) {
      set = next
      await crew?.edit(filesOf(next))
    },
    drain: () => crew?.drain(),
  }
}

async function listenerOf(crew: Crew): Promise<HttpListener> {
  const port = await crew.listening
  if (typeof port !== 'number') {
    await crew.close(0)
    if (port.code === undefined) throw new NotHired(port.problem)
    throw Object.assign(new Error(port.problem), { code: port.code })
  }
  return {
    port,
    // They have the whole configuration.
    adopt: () => undefined,
    listenInside: () => Promise.reject(new Error('Each of the processes that take calls has its own way in.')),
    fastLane: () => undefined,
    close: (grace) => crew.close(grace),
  }
}

function startOf(
  { place, line }: Composition,
  { sample }: HireOptions,
): Pick<WorkerStart, 'gateway' | 'epoch' | 'administered' | 'sample'> {
  return { gateway: place.among.own, epoch: place.epoch, administered: line !== undefined, sample }
}

/** Keys of months are made here alone: two processes that make one each would not be compared. */
function ownedBy({ place, env }: Composition) {
  const { counters, audit } = place
  const makeMonthKey = (): void => void audit.facts?.for(['workers', monthOf(env.clock.now())])
  makeMonthKey()
  return { counters: counters.store, flow: counters.flow, log: audit.log, makeMonthKey }
}

function filesOf({ main, files }: FileSet): WorkerStart['files'] {
  const [first, ...others] = files.values()
  if (first === undefined) throw new Error(`There is nothing of ${main}.`)
  return [first, ...others]
}

function watchCrew({ telemetry }: Composition, crew: Crew, workers: number): void {
  telemetry.health.add('taking calls', () =>
    crew.taking === 0 ? 'No process takes calls. They are started again by themselves: see why they ended.' : undefined,
  )
  telemetry.health.add(
    'workers',
    () =>
      crew.taking < workers
        ? `${crew.taking} of ${workers} processes take calls. The others are started again by themselves: see why they ended.`
        : undefined,
    'notice',
  )
  telemetry.add(
    () =>
      new Map([
        ['portcullis_workers', single(crew.taking)],
        ['portcullis_worker_restarts_total', single(crew.restarts)],
      ]),
  )
}
