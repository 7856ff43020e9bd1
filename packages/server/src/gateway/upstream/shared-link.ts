/** One conversation's place in a child that several share. */
import type { Era } from '../wire/message.ts'
import type { ChannelLink } from './channel-link.ts'
import type { AnswerListener, Exchange, Link, Outgoing } from './link.ts'
import { unsent } from './settled.ts'

const NOTHING_TO_END = 200

/** Takes its place when the first message says in which era; it is dead as soon as a child that it used is gone. */
export class SharedLink implements Link {
  readonly #join: (era: Era) => ChannelLink | undefined
  readonly #joined = new Map<Era, ChannelLink>()
  #closed = false

  /** @param join takes a place; undefined when no child is free */
  constructor(join: (era: Era) => ChannelLink | undefined) {
    this.#join = join
  }

  get dead(): boolean {
    if (this.#closed) return true
    for (const link of this.#joined.values()) if (link.dead) return true
    return false
  }

  exchange(outgoing: Outgoing, listener: AnswerListener): Exchange {
    const link = this.#place(outgoing.era)
    return link === undefined ? unsent(listener, this.#closed ? 'closed' : 'busy') : link.exchange(outgoing, listener)
  }

  listen(lastEventId: string | undefined, headers: readonly string[], listener: AnswerListener): Exchange {
    const link = this.#place('legacy')
    return link === undefined
      ? unsent(listener, this.#closed ? 'closed' : 'busy')
      : link.listen(lastEventId, headers, listener)
  }

  async close(): Promise<number> {
    this.#closed = true
    for (const link of this.#joined.values()) await link.close()
    this.#joined.clear()
    return NOTHING_TO_END
  }

  #place(era: Era): ChannelLink | undefined {
    if (this.#closed) return undefined
    const known = this.#joined.get(era)
    if (known !== undefined) return known
    const link = this.#join(era)
    if (link !== undefined) this.#joined.set(era, link)
    return link
  }
}
