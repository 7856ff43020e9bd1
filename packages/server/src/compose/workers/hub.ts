/**
 * The line to the control plane, as several processes share it: what is told goes to all of them, what one asked for comes
 * back to that one, and a change is said to be in force once it is at everybody who answers calls.
 */
import type { FromControl, ToControl } from '../../control/messages.ts'
import type { Vitals, Wanted } from '../../ports/measures.ts'
import type { ControlLine, Origins } from '../line.ts'
import { createInForce } from './in-force.ts'
import { createKnownRows } from './known-rows.ts'
import type { ToWorker } from './messages.ts'
import { type NamedVitals, sumVitals } from './sum-vitals.ts'
import { createUnderwayApprovals } from './underway-approvals.ts'

/** A process that takes calls. */
export interface HubWorker {
  /** Another one after each start. */
  readonly name: string
  /** For people, such as `worker 2`. */
  readonly title: string
  send(message: ToWorker): void
}

/** The shared line. */
export interface Hub extends ControlLine {
  /** A process wants to be fed. */
  join(worker: HubWorker): void
  /** It says something to the control plane. */
  fromWorker(worker: HubWorker, message: ToControl): void
  /** It is gone. */
  leave(worker: HubWorker): void
}

/** Who asked for something. */
interface Asker {
  /** Undefined: it is gone. */
  worker: HubWorker | undefined
  readonly ask: number
  readonly message: ToControl
}

/** Milliseconds that a process may take to say how it does. */
const PATIENCE = 1500
/** The process that owns the gateway, among those that have to have a change. */
const OWNER = 'owner'

/** @param line of the process that owns the gateway, which takes no calls */
export function createHub(line: ControlLine): Hub {
  return new SharedLine(line)
}

class SharedLine implements Hub {
  readonly #line: ControlLine
  readonly #workers = new Map<string, HubWorker>()
  readonly #rows = createKnownRows()
  readonly #inForce = createInForce()
  readonly #approvals = createUnderwayApprovals()
  readonly #asks = new Map<number, Asker>()
  readonly #vitals = new Map<number, (vitals: Vitals | undefined) => void>()
  #last = 0
  #origins: Origins | undefined
  #send: ((message: ToControl) => void) | undefined
  /** What the control plane could not be told, because no thread of it ran. */
  readonly #unsaid: ToControl[] = []

  constructor(line: ControlLine) {
    this.#line = line
    this.#inForce.join(OWNER)
  }

  get own(): ControlLine['own'] {
    return this.#line.own
  }

  get ready(): Promise<void> {
    return this.#line.ready
  }

  get attached(): boolean {
    return this.#line.attached
  }

  attach(send: (message: ToControl) => void): void {
    this.#send = send
    this.#line.attach((message) => this.#fromOwner(message))
    for (const message of this.#unsaid.splice(0)) send(message)
    this.#tellAll({ kind: 'attached' })
  }

  detach(): void {
    this.#send = undefined
    this.#line.detach()
    this.#inForce.forget()
    this.#asks.clear()
    this.#tellAll({ kind: 'detached' })
  }

  announce(origins: Origins): void {
    this.#origins = origins
    this.#line.announce(origins)
    this.#tellAll({ kind: 'origins', origins })
  }

  hear(message: FromControl): void {
    switch (message.kind) {
      case 'directory':
        return this.#feed(message)
      case 'credentials':
        if (message.ask === undefined) return this.#tellAll({ kind: 'control', message })
        return this.#answer(message.ask, (ask) => ({ ...message, ask }))
      case 'token':
        return this.#answer(message.ask, (ask) => ({ ...message, ask }))
      case 'approval':
        return this.#answerApproval(message)
      case 'forget_credentials':
      case 'approvals_moved':
        return this.#tellAll({ kind: 'control', message })
      default:
        this.#line.hear(message)
    }
  }

  join(worker: HubWorker): void {
    this.#workers.set(worker.name, worker)
    this.#inForce.join(worker.name)
    if (this.#origins !== undefined) worker.send({ kind: 'origins', origins: this.#origins })
    if (this.#send !== undefined) worker.send({ kind: 'attached' })
    const change = this.#rows.whole()
    // What it has to confirm it was told as a whole: no number is waited for.
    if (change !== undefined) worker.send({ kind: 'control', message: { kind: 'directory', number: 0, change } })
  }

  leave(worker: HubWorker): void {
    if (!this.#workers.delete(worker.name)) return
    this.#inForce.leave(worker.name)
    for (const asker of this.#asks.values()) if (asker.worker === worker) asker.worker = undefined
    for (const wish of this.#approvals.gone(worker.name)) this.#settle(wish)
  }

  fromWorker(worker: HubWorker, message: ToControl): void {
    switch (message.kind) {
      case 'in_force':
        return this.#inForce.confirmed(worker.name, message.number)
      case 'vitals':
        return this.#vitals.get(message.ask)?.(message.vitals)
      case 'approval':
      case 'credential':
      case 'token':
        return this.#askFor(worker, message)
      case 'tools':
      case 'reached':
      case 'used':
        return this.#send?.(message)
      default:
      // Everything else is the owner's to say.
    }
  }

  #fromOwner(message: ToControl): void {
    if (message.kind === 'in_force') this.#inForce.confirmed(OWNER, message.number)
    else if (message.kind === 'vitals') void this.#tellVitals(message)
    // What the owner asks of approvals comes back to nobody: it has none, and only says that it is there.
    else if (message.kind !== 'approval') this.#send?.(message)
    else this.#askFor(undefined, message)
  }

  #feed({ number, change }: Extract<FromControl, { kind: 'directory' }>): void {
    this.#rows.take(change)
    const told = this.#inForce.next(() => this.#send?.({ kind: 'in_force', number }))
    const message = { kind: 'directory', number: told, change } as const
    this.#tellAll({ kind: 'control', message })
    this.#line.hear(message)
  }

  #askFor(
    worker: HubWorker | undefined,
    message: Extract<ToControl, { kind: 'credential' | 'token' | 'approval' }>,
  ): void {
    if (this.#send === undefined) return
    this.#last += 1
    this.#asks.set(this.#last, { worker, ask: message.ask, message })
    this.#send({ ...message, ask: this.#last })
  }

  #answer(ask: number, made: (ask: number) => FromControl): void {
    const asker = this.#asks.get(ask)
    this.#asks.delete(ask)
    asker?.worker?.send({ kind: 'control', message: made(asker.ask) })
  }

  #answerApproval(message: Extract<FromControl, { kind: 'approval' }>): void {
    const asker = this.#asks.get(message.ask)
    if (asker?.message.kind === 'approval') {
      const wish = this.#approvals.answered(asker.worker?.name, asker.message.wish, message.answer)
      if (wish !== undefined) this.#settle(wish)
    }
    this.#answer(message.ask, (ask) => ({ ...message, ask }))
  }

  /** On behalf of a process that is gone. */
  #settle(wish: Extract<ToControl, { kind: 'approval' }>['wish']): void {
    this.#last += 1
    const message = { kind: 'approval', ask: this.#last, boot: this.own.boot, wish } as const
    if (this.#send === undefined) this.#unsaid.push(message)
    else this.#send(message)
  }

  async #tellVitals({ ask, vitals }: Extract<ToControl, { kind: 'vitals' }>): Promise<void> {
    const wanted: Wanted = vitals.measures.size === 0 ? 'checks' : 'measures'
    const others = await Promise.all([...this.#workers.values()].map((worker) => this.#vitalsOf(worker, wanted)))
    this.#send?.({ kind: 'vitals', ask, vitals: sumVitals(vitals, others) })
  }

  #vitalsOf(worker: HubWorker, wanted: Wanted): Promise<NamedVitals> {
    this.#last += 1
    const ask = this.#last
    return new Promise((resolve) => {
      const end = (vitals: Vitals | undefined): void => {
        clearTimeout(timer)
        this.#vitals.delete(ask)
        resolve({ name: worker.title, vitals })
      }
      const timer = setTimeout(() => end(undefined), PATIENCE)
      this.#vitals.set(ask, end)
      worker.send({ kind: 'control', message: { kind: 'vitals', ask, wanted } })
    })
  }

  #tellAll(message: ToWorker): void {
    for (const worker of this.#workers.values()) worker.send(message)
  }
}
