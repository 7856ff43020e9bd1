import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApprovalHouse, call, startApprovalHouse, type Told } from './approval-house.ts'
import { answerJson, TOOL_RESULT } from './scripted-upstream.ts'

let house: ApprovalHouse
beforeAll(async () => {
  house = await startApprovalHouse()
})
afterAll(() => house?.close())

const KEYS = ['a', 'b'] as const
type Key = (typeof KEYS)[number]
const key = fc.constantFrom<Key>(...KEYS)

/** What happens next; `faces` is what the server does with whatever reaches it. */
const anEvent = fc.oneof(
  { weight: 6, arbitrary: fc.record({ event: fc.constant('call' as const), key }) },
  { weight: 2, arbitrary: fc.record({ event: fc.constant('leave' as const) }) },
  { weight: 5, arbitrary: fc.record({ event: fc.constant('approve' as const) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('narrow' as const) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('reject' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ event: fc.constant('faces' as const), how: fc.constantFrom('answers', 'breaks', 'waits') }),
  },
  { weight: 3, arbitrary: fc.record({ event: fc.constant('turn' as const) }) },
)
type Event = typeof anEvent extends fc.Arbitrary<infer E> ? E : never

/** One history: its own arguments, so that none meets another's questions. */
class History {
  readonly #name: string
  readonly #under: { readonly told: Promise<Told | undefined>; readonly leaving: AbortController }[] = []
  /** What may be made, by the arguments as they are sent: one for each approval. */
  readonly #allowed = new Map<string, number>()
  readonly #waits: (() => void)[] = []

  constructor(name: string) {
    this.#name = name
    this.#face('answers')
  }

  async play(event: Event): Promise<void> {
    switch (event.event) {
      case 'call':
        return this.#call(event.key)
      case 'leave':
        return this.#under.at(-1)?.leaving.abort()
      case 'approve':
        return this.#verdict((id, args) => house.approvals.approve(id, 'ana') && this.#allow(args))
      case 'narrow':
        return this.#verdict((id) => {
          const args = { history: this.#name, key: 'n' }
          const narrowed = JSON.stringify({ name: 'pay', arguments: args })
          if (house.approvals.approve(id, 'ana', narrowed)) this.#allow(JSON.stringify(args))
        })
      case 'reject':
        return this.#verdict((id) => void house.approvals.reject(id, 'ana', 'No.'))
      case 'faces':
        return this.#face(event.how)
      case 'turn':
        await house.ask(call('free'))
        return undefined
      default:
        return event satisfies never
    }
  }

  /** Everybody leaves, the server answers all, and what it got is counted. */
  async end(): Promise<void> {
    this.#face('answers')
    let isOver = false
    const all = Promise.all(this.#under.map(({ told: each }) => each)).finally(() => {
      isOver = true
    })
    while (!isOver) {
      for (const wait of this.#waits.splice(0)) wait()
      for (const { id } of house.approvals.pending()) house.approvals.reject(id, 'ana', 'The end.')
      await house.ask(call('free'))
    }
    const told = await all
    const made = new Map<string, number>()
    for (const { message } of house.upstream.received) {
      const args = message.method === 'tools/call' ? message.params?.arguments : undefined
      if (args?.['history'] !== this.#name) continue
      const text = JSON.stringify(args)
      made.set(text, (made.get(text) ?? 0) + 1)
    }
    for (const [args, times] of made) expect([args, times <= (this.#allowed.get(args) ?? 0)]).toEqual([args, true])
    const done = told.filter((each) => each?.code === undefined && each?.text.startsWith('done') === true).length
    expect(done).toBeLessThanOrEqual([...made.values()].reduce((sum, times) => sum + times, 0))
  }

  #call(which: Key): void {
    const leaving = new AbortController()
    const posting = call('pay', { history: this.#name, key: which })
    this.#under.push({ told: house.ask(posting, leaving.signal).catch(() => undefined), leaving })
  }

  #allow(args: string): void {
    this.#allowed.set(args, (this.#allowed.get(args) ?? 0) + 1)
  }

  /** About the first question that waits. */
  async #verdict(give: (id: string, args: string) => unknown): Promise<void> {
    await house.ask(call('free'))
    const [first] = house.approvals.pending()
    if (first === undefined) return
    const { arguments: args } = JSON.parse(house.approvals.paramsOf(first.id) ?? '{}')
    give(first.id, JSON.stringify(args))
  }

  #face(how: string): void {
    house.upstream.script('pay', ({ message }, answer) => {
      const reply = (): void => answerJson(answer, message.id, TOOL_RESULT)
      if (how === 'answers') return reply()
      if (how === 'breaks') return void answer.destroy()
      this.#waits.push(reply)
    })
  }
}

describe('whatever people, clients and the server do, in whatever order', () => {
  it('[approval.once] no call is made that nobody approved, nor more often than it was approved', async () => {
    let histories = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anEvent, { maxLength: 30, size: 'max' }), async (events) => {
        const history = new History(`h${++histories}`)
        for (const event of events) await history.play(event)
        await history.end()
      }),
      { numRuns: 12, endOnFailure: true },
    )
  })
})
