/**
 * The processes that take calls, seen from the one that owns the gateway: so many of them at any time. What one of them was
 * doing when it died is settled here; the others go on.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../ports/clock.ts'
import type { OpenIntent } from '../../ports/counter-store.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import { createOwnersDesk, type Owned, type OwnersDesk } from '../../store/owner/desk.ts'
import type { Hub, HubWorker } from './hub.ts'
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts'
import { prepareWorkers, startWorker, type Watching, type WorkerProcess } from './worker-process.ts'

/** What they are run with. */
export interface CrewOptions {
  readonly workers: number
  /** File of the program that each of them runs. */
  readonly program: string
  readonly start: Pick<WorkerStart, 'gateway' | 'epoch' | 'administered' | 'sample'>
  /** Texts of the configuration. */
  readonly files: WorkerStart['files']
  readonly owned: Owned
  /** Undefined: there is no control plane. */
  readonly hub: Hub | undefined
  readonly clock: Clock
  /** A process was gone in the middle of these calls. */
  readonly onLeft: (left: readonly OpenIntent[]) => void
  readonly onTools: (word: Extract<FromWorker, { readonly kind: 'tools' }>) => void
  readonly onChild: (line: string) => void
  readonly diagnose: (text: string, cause?: unknown) => void
  readonly watching?: Watching
}

/** Why they do not take calls. */
export interface CrewProblem {
  readonly problem: string
  /** The system's word on the address. */
  readonly code: string | undefined
}

/** All of them. */
export interface Crew {
  /** Resolves to the port when all take calls for the first time, or to what keeps one from it. */
  readonly listening: Promise<number | CrewProblem>
  /** These texts are in force from now on; resolves when they are at every process. */
  edit(files: WorkerStart['files']): Promise<void>
  /** How many of them take calls now. */
  readonly taking: number
  /** How many were started again, ever. */
  readonly restarts: number
  drain(): void
  /** Ends them: calls in flight have so many milliseconds. */
  close(grace: number): Promise<void>
}

const WATCHING: Watching = { look: 2500, most: 5 }
/** Milliseconds before a process is started again; doubled with each further time, up to the longest. */
const PAUSE = 200
const LONGEST_PAUSE = 10_000
/** Milliseconds of taking calls after which pauses are short again. */
const CALM = 30_000
/** Milliseconds that a process may take to adopt an edit before it is replaced. */
const ADOPTING = 10_000
/** Milliseconds that a process has after its calls were given up. */
const ENDING = 5000

/** A place among the processes. */
interface Slot {
  readonly title: string
  /** Who holds it; undefined: nobody does now. */
  holder: Holder | undefined
  /** Milliseconds before the next one is started. */
  pause: number
}

/** A process, and what it has. */
interface Holder extends HubWorker {
  readonly process: WorkerProcess
  readonly desk: OwnersDesk
  /** Where the others reach it; undefined: it takes no calls yet. */
  inside: number | undefined
  /** When it began to take calls, monotonic. */
  since: number
  /** The last edit that is in force at it. */
  edit: number
}

/** Starts them. */
export function startCrew(options: CrewOptions): Crew {
  return new Processes(options)
}

class Processes implements Crew {
  readonly listening: Promise<number | CrewProblem>
  restarts = 0
  readonly #options: CrewOptions
  readonly #slots: readonly Slot[]
  readonly #waiting = new Set<() => void>()
  #files: WorkerStart['files']
  #edit = 0
  /** That they listen on; 0: not known yet. */
  #port = 0
  /** Under which they find one another's: they share what was asked for in the same words. */
  #asked = 0
  #isClosing = false
  #onListening: (found: number | CrewProblem) => void = () => undefined

  constructor(options: CrewOptions) {
    this.#options = options
    this.#files = options.files
    this.listening = new Promise((resolve) => {
      this.#onListening = resolve
    })
    prepareWorkers(options.program)
    this.#slots = Array.from({ length: options.workers }, (_, index) => ({
      ...{ title: `worker ${index + 1}`, holder: undefined, pause: PAUSE },
    }))
    // The first finds out whether the address is to be had, and which it is.
    for (const slot of this.#slots.slice(0, 1)) this.#begin(slot)
  }

  get taking(): number {
    return this.#holders().filter(({ inside }) => inside !== undefined).length
  }

  async edit(files: WorkerStart['files']): Promise<void> {
    this.#files = files
    this.#edit += 1
    const edit = this.#edit
    this.#tellAll({ kind: 'edit', edit, files })
    const timer = setTimeout(() => this.#replace(edit), ADOPTING).unref()
    await this.#until(() => this.#holders().every((one) => one.edit >= edit))
    clearTimeout(timer)
  }

  drain(): void {
    this.#tellAll({ kind: 'drain' })
  }

  async close(grace: number): Promise<void> {
    this.#isClosing = true
    this.#tellAll({ kind: 'stop', grace })
    const timer = setTimeout(() => {
      for (const { process } of this.#holders()) process.kill()
    }, grace + ENDING)
    await this.#until(() => this.#holders().length === 0)
    clearTimeout(timer)
  }

  #holders(): readonly Holder[] {
    return this.#slots.flatMap(({ holder }) => holder ?? [])
  }

  #begin(slot: Slot): void {
    if (this.#isClosing) return
    const { owned, watching = WATCHING } = this.#options
    const process = startWorker(
      {
        hear: (message) => slot.holder?.process === process && this.#hear(slot, slot.holder, message),
        onEnd: (why) => slot.holder?.process === process && this.#ended(slot, slot.holder, why),
      },
      watching,
    )
    const send = (message: ToWorker): void => process.send(message)
    slot.holder = {
      ...{ name: `gw${randomBytes(12).toString('hex')}`, title: slot.title, process, send },
      desk: createOwnersDesk(owned, (word) => send({ kind: 'owner', word })),
      ...{ inside: undefined, since: 0, edit: this.#edit },
    }
  }

  #hear(slot: Slot, holder: Holder, message: FromWorker): void {
    const { hub, onTools, onChild, diagnose } = this.#options
    switch (message.kind) {
      case 'hello':
        return this.#greet(holder)
      case 'composed':
        return hub?.join(holder)
      case 'listening':
        return this.#listens(holder, message)
      case 'failed':
        return this.#failed(slot, message)
      case 'adopted':
        holder.edit = message.edit
        return this.#changed()
      case 'owner':
        return holder.desk.hear(message.word)
      case 'control':
        return hub?.fromWorker(holder, message.message)
      case 'tools':
        return onTools(message)
      case 'child':
        return onChild(message.line)
      case 'says':
        return diagnose(message.text, message.cause === undefined ? undefined : new Error(message.cause))
      case 'beat':
        return
      default:
        message satisfies never
    }
  }

  #greet(holder: Holder): void {
    const { start, workers } = this.#options
    // What it was told before it could hear is lost.
    if (this.#isClosing) return holder.send({ kind: 'stop', grace: 0 })
    holder.edit = this.#edit
    // The address that the system chose was let go of with the last of them.
    if (this.taking === 0) this.#asked = this.#port
    holder.send({
      kind: 'begin',
      start: { ...start, files: this.#files, self: holder.name, workers, port: this.#asked },
    })
    holder.send(this.#neighbours())
  }

  #listens(holder: Holder, { port, inside }: Extract<FromWorker, { kind: 'listening' }>): void {
    if (this.#port !== 0 && port !== this.#port) return holder.process.kill()
    holder.inside = inside
    holder.since = this.#options.clock.monotonic()
    this.#tellAll(this.#neighbours())
    if (this.#port === 0) {
      this.#port = port
      for (const other of this.#slots.slice(1)) this.#begin(other)
    }
    if (this.taking === this.#slots.length) this.#onListening(port)
  }

  #failed(slot: Slot, { problem, code }: Extract<FromWorker, { kind: 'failed' }>): void {
    this.#onListening({ problem, code })
    this.#options.diagnose(`Of the processes that take calls, ${slot.title} could not begin: ${problem}`)
    slot.holder?.process.kill()
  }

  #ended(slot: Slot, holder: Holder, why: string): void {
    const { hub, onLeft, clock, diagnose } = this.#options
    slot.holder = undefined
    const left = holder.desk.gone()
    hub?.leave(holder)
    this.#tellAll(this.#neighbours())
    this.#changed()
    if (left.length > 0) onLeft(left)
    if (this.#isClosing) return
    const wasTaking = holder.inside !== undefined
    if (!wasTaking)
      this.#onListening({ problem: `One of the processes that take calls could not begin: ${why}.`, code: undefined })
    if (wasTaking && clock.monotonic() - holder.since > CALM) slot.pause = PAUSE
    diagnose(
      `Of the processes that take calls, ${slot.title} is gone (${why}). The others go on, and it is started again.`,
    )
    this.restarts += 1
    // Where all of them are gone, nothing else keeps this process alive.
    setTimeout(() => this.#begin(slot), slot.pause)
    slot.pause = Math.min(2 * slot.pause, LONGEST_PAUSE)
  }

  /** Whoever did not adopt an edit in time goes by an older one: it is started anew. */
  #replace(edit: number): void {
    for (const one of this.#holders()) if (one.edit < edit) one.process.kill()
  }

  #neighbours(): ToWorker {
    const neighbours = this.#holders().flatMap(({ name, inside }): readonly Neighbour[] =>
      inside === undefined ? [] : [{ name, origin: `http://127.0.0.1:${inside}` }],
    )
    return { kind: 'neighbours', neighbours }
  }

  #tellAll(message: ToWorker): void {
    for (const { send } of this.#holders()) send(message)
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => void this.#waiting.add(resolve))
  }

  #changed(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }
}
