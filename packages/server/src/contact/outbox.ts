/**
 * Sends word of each message by the ways that are configured. What is owed stands in the box, so that nothing is lost
 * when a receiver is away or this process ends; a receiver may get a message twice, under the same id.
 */
import type { Clock } from '../ports/clock.ts'
import type { ContactBox, ContactChannel, ContactSettings, DueDelivery } from '../ports/contact.ts'
import { mailCourier } from './mail.ts'
import { webhookCourier } from './webhook.ts'

/** One way to send word of a message. */
export interface Courier {
  /** @returns what went wrong: in a few words, without anything secret; undefined when it was delivered */
  deliver(delivery: DueDelivery, now: number, signal: AbortSignal): Promise<string | undefined>
  close(): Promise<void>
}

/** What the outbox needs. */
export interface OutboxOptions {
  readonly box: ContactBox
  readonly settings: Pick<ContactSettings, 'webhook' | 'mail'>
  readonly clock: Clock
  readonly diagnose: (text: string) => void
}

/** An outbox at work. */
export interface Outbox {
  readonly channels: readonly ContactChannel[]
  /** Something new is due. */
  readonly wake: () => void
  close(): Promise<void>
}

const SECOND = 1000
const HOUR = 3600 * SECOND
/** Attempts until a delivery is given up: about three days. */
const MAX_TRIES = 20
/** After a failure, the next message waits so long: a receiver that is away is not hammered. */
const PAUSE = 5 * SECOND
const LONGEST_SLEEP = HOUR

/** When a delivery that failed is tried again: twice as long each time, at most six hours; undefined: never. */
export function retryAt(tries: number, now: number): number | undefined {
  if (tries >= MAX_TRIES) return undefined
  return now + Math.min(30 * SECOND * 2 ** (tries - 1), 6 * HOUR)
}

/** Begins with what earlier processes left. */
export function openOutbox({ box, settings, clock, diagnose }: OutboxOptions): Outbox {
  const couriers: readonly (readonly [ContactChannel, Courier])[] = [
    ...(settings.webhook === undefined ? [] : [['webhook', webhookCourier(settings.webhook)] as const]),
    ...(settings.mail === undefined ? [] : [['mail', mailCourier(settings.mail)] as const]),
  ]
  const lanes = couriers.map(([channel, courier]) => new Lane({ channel, courier, box, clock, diagnose }))
  for (const lane of lanes) lane.wake()
  return {
    channels: couriers.map(([channel]) => channel),
    wake: () => {
      for (const lane of lanes) lane.wake()
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()))
    },
  }
}

interface LaneOptions extends Omit<OutboxOptions, 'settings'> {
  readonly channel: ContactChannel
  readonly courier: Courier
}

/** One way and its queue: one delivery at a time. */
class Lane {
  readonly #options: LaneOptions
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined
  /** Not before this instant, by the monotonic clock. */
  #pausedUntil = 0

  constructor(options: LaneOptions) {
    this.#options = options
  }

  wake(): void {
    if (this.#stop.signal.aborted || this.#working !== undefined) return
    clearTimeout(this.#timer)
    this.#working = this.#work().finally(() => {
      this.#working = undefined
      this.#sleep()
    })
  }

  async close(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.#working
    await this.#options.courier.close()
  }

  async #work(): Promise<void> {
    const { box, channel, clock, diagnose } = this.#options
    try {
      while (!this.#stop.signal.aborted && clock.monotonic() >= this.#pausedUntil) {
        const due = box.due(channel, clock.now())
        if (due === undefined) return
        await this.#attempt(due)
      }
    } catch (cause) {
      this.#pausedUntil = clock.monotonic() + PAUSE
      diagnose(`Contact messages cannot be sent on by ${channel}. Cause: ${String(cause)}`)
    }
  }

  async #attempt(due: DueDelivery): Promise<void> {
    const { box, channel, courier, clock, diagnose } = this.#options
    const failure = await courier.deliver(due, clock.now(), this.#stop.signal)
    if (failure === undefined) return box.delivered(due.id)
    // An attempt that our own end cut short says nothing about the receiver.
    if (this.#stop.signal.aborted) return
    this.#pausedUntil = clock.monotonic() + PAUSE
    const tries = due.tries + 1
    const next = retryAt(tries, clock.now())
    box.failed(due.id, failure, next)
    if (tries === 1) diagnose(`A contact message was not delivered by ${channel} (${failure}); it is tried again.`)
    if (next === undefined) {
      diagnose(`The contact message ${due.message.id} was given up on by ${channel} (${failure}); it stays in the box.`)
    }
  }

  #sleep(): void {
    const { box, channel, clock } = this.#options
    if (this.#stop.signal.aborted) return
    const pause = this.#pausedUntil - clock.monotonic()
    const next = pause > 0 ? clock.now() + pause : nextOf(box, channel)
    const wait = next === undefined ? LONGEST_SLEEP : Math.min(Math.max(next - clock.now(), 0), LONGEST_SLEEP)
    this.#timer = setTimeout(() => this.wake(), Math.ceil(wait)).unref()
  }
}

/** A box that cannot be read is looked at again later; that it cannot was said when the work failed. */
function nextOf(box: ContactBox, channel: ContactChannel): number | undefined {
  try {
    return box.nextDue(channel)
  } catch {
    return undefined
  }
}
