/** Calls that people are asked about: answered in every way, and their results kept where nobody took them. */
import { expect } from 'vitest'
import { good } from '../control-process.ts'
import { type Answer, ask, codeOf, modernCall } from '../messages.ts'
import { answerJson } from '../scripted-upstream.ts'
import { until } from '../until.ts'
import { type House, organisation } from './house.ts'
import type { Secret } from './traces.ts'

const params = { organisation }

/** Arguments: people who answer are shown them, and nobody else. */
const ARGUMENTS = {
  waiting: 'canary of a call that waits 38729833',
  narrowed: 'canary that was narrowed away 41231056',
  kept: 'canary that stays in a narrowed call 42426406',
  rejected: 'canary of a rejected call 43588989',
  taken: 'canary of a call whose client left 44721359',
  untaken: 'canary of a call whose client never came back 45825756',
} as const
/** Results whose client had left: the first is fetched, the second is not. */
const RESULTS = { taken: 'canary of a result 46904157', untaken: 'canary of a result 47958315' } as const

/** What people and agents may see, each in their place. */
export interface HeldSecrets {
  readonly asked: readonly Secret[]
  readonly results: readonly Secret[]
}

/** Goes through it. At its end a call waits, and a result is kept. */
export async function approvalsWalk(house: House): Promise<HeldSecrets> {
  const { ada, running, upstream, mails } = house
  const { client } = ada
  const body = { label: 'asks', servers: { notes: { policy: 'open' } } }
  const { token } = await good(client.call('grants.create', { params, body }))
  const endpoint = { url: `${running.origin}/mcp/notes`, headers: { authorization: `Bearer ${token}` } }
  const call = (args: object): Promise<Answer> => ask(endpoint, modernCall('ship', args))
  const delivered = (what: string): boolean => house.delivered.some(({ text }) => text.includes(what))

  /** Of the question that waits; none of the others does. */
  async function waiting() {
    const found: string[] = []
    await seldom(async () => {
      const { items } = await good(client.call('approvals.list', { params, query: { state: 'pending' } }))
      found.push(...items.map(({ id }) => id))
      return found.length > 0
    })
    const one = { organisation, approval: found[0] ?? '' }
    const { seen = '', params: shown } = await good(client.call('approvals.read', { params: one }))
    return { one, seen, text: shown?.text }
  }

  async function narrow(): Promise<void> {
    const told = call({ text: ARGUMENTS.kept, also: [ARGUMENTS.narrowed, 'b'] })
    const { one, seen, text } = await waiting()
    expect(text).toContain(ARGUMENTS.narrowed)
    const less = { text: ARGUMENTS.kept, also: ['b'] }
    await good(client.call('approvals.narrow', { params: one, body: { seen, arguments: less } }))
    expect(codeOf(await told)).toBeUndefined()
    const made = upstream.received.findLast(({ message }) => message.params?.name === 'ship')
    expect(made?.message.params?.arguments).toEqual(less)
  }

  async function reject(): Promise<void> {
    const told = call({ text: ARGUMENTS.rejected })
    const { one, seen } = await waiting()
    // What nobody was told of is not told to be over, either.
    await until(() => delivered(one.approval) && delivered('A call waits'))
    await good(client.call('approvals.reject', { params: one, body: { seen, reason: 'Not this.' } }))
    expect(codeOf(await told)).toBe('approval_rejected')
  }

  /** Calls, is approved, and goes before the answer comes. */
  async function leave(which: keyof typeof RESULTS): Promise<void> {
    const content = [{ type: 'text', text: RESULTS[which] }]
    const answering = new Promise<() => void>((resolve) =>
      upstream.script('ship', ({ message }, answer) =>
        resolve(() => answerJson(answer, message.id, { content, resultType: 'complete' })),
      ),
    )
    const left = begin(endpoint, { text: ARGUMENTS[which] })
    const { one, seen } = await waiting()
    await good(client.call('approvals.approve', { params: one, body: { seen } }))
    const reply = await answering
    await left()
    // The end of the connection is known before the answers to these.
    for (let turn = 0; turn < 2; turn++) await ask(endpoint, modernCall('note'))
    reply()
    await seldom(async () => (await good(client.call('approvals.read', { params: one }))).undelivered)
  }

  await narrow()
  await reject()
  await leave('taken')
  expect(JSON.stringify(await call({ text: ARGUMENTS.taken }))).toContain(RESULTS.taken)
  await leave('untaken')
  const left = begin(endpoint, { text: ARGUMENTS.waiting })
  await waiting()
  await left()
  await until(() => ['approval.pending', 'approval.decided', 'Answered: '].every(delivered))
  await until(() => mails.some(({ text }) => text.includes('for your answer') && text.includes('\r\n.\r\n')))
  return { asked: named(ARGUMENTS, 'an argument'), results: named(RESULTS, 'a result') }
}

const named = (values: Readonly<Record<string, string>>, what: string): readonly Secret[] =>
  Object.entries(values).map(([name, value]) => ({ name: `${what}: ${name}`, value }))

/** Resolves as soon as something holds; asks less often than the API takes it amiss. */
const seldom = (holds: () => Promise<boolean>): Promise<void> =>
  until(async () => {
    await new Promise((resolve) => setTimeout(resolve, 90))
    return holds()
  })

/** Calls, and waits for no answer. @returns leaves */
function begin(
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  args: object,
): () => Promise<void> {
  const leaving = new AbortController()
  const { headers: own, body } = modernCall('ship', args)
  const request = { method: 'POST', headers: { ...own, ...headers }, body, signal: leaving.signal }
  const told = fetch(url, request).catch(() => undefined)
  return async () => {
    leaving.abort()
    await told
  }
}
