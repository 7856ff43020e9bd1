/**
 * One script a turn of the event loop: what waits for an organisation's counters goes together, at most 64 operations at
 * once, at most four scripts under way.
 */

import type { Answer, Failed } from './operations.ts'
import type { Operation } from './waiting.ts'
import { WaitingOperations } from './waiting.ts'

/** Operations of one script. */
export const MOST_IN_A_SCRIPT = 64

/** Scripts of one organisation that are under way. */
const MOST_UNDER_WAY = 4

/** Milliseconds that operations nobody waits for may wait for others to go with. */
const DELAY = 5

/** Milliseconds after which what must be carried out is tried again; where the store answered that it cannot do it. */
const RETRY_DELAY = 200
const REFUSED_DELAY = 1_000

/** What failed so often is not tried again: it is not a matter of time. */
const MOST_TRIES = 100

/** What became of a script. */
export type Ran =
  | { readonly kind: 'answered'; readonly answers: readonly (Answer | Failed)[] }
  /** Not carried out: the store has to be told first what was taken before. */
  | { readonly kind: 'forgot' }
  /** The store could not be reached, or did not answer. */
  | ({ readonly kind: 'failed' } & Failed)

/** What turns need of the store. */
export interface TurnsOptions {
  readonly run: (operations: readonly Operation[]) => Promise<Ran>
  /** What was taken lately, as operations that take it anew where the store does not know of it. */
  readonly remembered: () => readonly Operation[]
  readonly isUp: () => boolean
}

/** The turns of one organisation. */
export class Turns {
  readonly #options: TurnsOptions
  readonly #waiting = new WaitingOperations()
  #underWay = 0
  #planned: NodeJS.Immediate | undefined
  #timer: NodeJS.Timeout | undefined
  #returned: Operation[] = []
  /** What the store answered that it cannot do, as with a full disk: nobody else waits for it. */
  readonly #refused: Operation[] = []
  #refusedTimer: NodeJS.Timeout | undefined
  #forgot = false
  readonly #tries = new WeakMap<Operation, number>()

  constructor(options: TurnsOptions) {
    this.#options = options
  }

  /** Operations that wait, or are under way. */
  get idle(): boolean {
    return this.size === 0 && this.#underWay === 0
  }

  get size(): number {
    return this.#waiting.size + this.#refused.length
  }

  /** It goes with the others of this turn. */
  push(operation: Operation): void {
    this.#waiting.push(operation)
    this.#planned ??= setImmediate(() => {
      this.#planned = undefined
      this.flush()
    })
  }

  /** It goes with the next turn that has others, or alone within milliseconds. */
  pushLater(operation: Operation): void {
    this.#waiting.push(operation)
    if (this.#planned === undefined) this.#flushAfter(DELAY)
  }

  /** Sends what can be sent. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#maySend()) this.#send(this.#waiting.take(MOST_IN_A_SCRIPT))
  }

  /** Gives up what has waited since before an instant, and does not have to be carried out. */
  expire(before: number, cause: string): void {
    for (const { done } of this.#waiting.remove(({ since, lasting }) => !lasting && since < before)) {
      done({ failed: cause, sent: false })
    }
  }

  /** Gives up everything that waits. */
  abandon(cause: string): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#refusedTimer)
    const all = [...this.#waiting.take(this.#waiting.size), ...this.#refused.splice(0)]
    for (const { done } of all) done({ failed: cause, sent: false })
  }

  /** What came back goes before everything else: until then nothing does. */
  #maySend(): boolean {
    if (this.#forgot || this.#returned.length > 0) return false
    return this.#waiting.size > 0 && this.#underWay < MOST_UNDER_WAY && this.#options.isUp()
  }

  #send(operations: readonly Operation[]): void {
    this.#underWay++
    void this.#options.run(operations).then((ran) => {
      this.#underWay--
      this.#hear(operations, ran)
      if (this.#underWay === 0) this.#putBack()
      if (ran.kind === 'failed') this.#flushAfter(RETRY_DELAY)
      else this.flush()
    })
  }

  #hear(operations: readonly Operation[], ran: Ran): void {
    if (ran.kind === 'forgot') {
      this.#forgot = true
      this.#returned.push(...operations)
      return
    }
    operations.forEach((operation, index) => {
      const answer = answerAt(ran, index)
      const isAgain = 'failed' in answer && operation.lasting && this.#mayTryAgain(operation)
      if (!isAgain) operation.done(answer)
      else if (ran.kind === 'failed') this.#returned.push(operation)
      else this.#tryLater(operation)
    })
  }

  #tryLater(operation: Operation): void {
    this.#refused.push(operation)
    this.#refusedTimer ??= setTimeout(() => {
      this.#refusedTimer = undefined
      for (const one of this.#refused.splice(0)) this.#waiting.push(one)
      this.flush()
    }, REFUSED_DELAY).unref()
  }

  #mayTryAgain(operation: Operation): boolean {
    const tries = (this.#tries.get(operation) ?? 0) + 1
    this.#tries.set(operation, tries)
    return tries < MOST_TRIES
  }

  /** Nothing is under way: what came back goes first, after what the store has to be told. */
  #putBack(): void {
    const remembered = this.#forgot ? this.#options.remembered() : []
    this.#forgot = false
    this.#waiting.putFirst([...remembered, ...this.#returned])
    this.#returned = []
  }

  #flushAfter(delay: number): void {
    this.#timer ??= setTimeout(() => this.flush(), delay).unref()
  }
}

/** What became of one operation of a script. */
function answerAt(ran: Exclude<Ran, { readonly kind: 'forgot' }>, index: number): Answer | Failed {
  if (ran.kind === 'failed') return ran
  return ran.answers[index] ?? { failed: 'the store answered less than it was asked', sent: true }
}
