import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DecisionTable } from '../../store/sql/tables/audit.ts'
import type { Actor } from '../actor.ts'
import { mutate } from '../change/mutate.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'

const STREAMS = ['events', 'approvals/events', 'audit/events'] as const

let test: TestControl

beforeEach(async () => {
  test = await openTestControl()
})
afterEach(() => test.close())

const request = (path: string, as: Actor, signal = new AbortController().signal) =>
  test.fetch(
    new Request(`http://127.0.0.1:4101/api/v1/organisations/acme/${path}`, { headers: test.enter(as), signal }),
  )

const change = () =>
  mutate(test.context(), { action: 'thing.change', object: { kind: 'thing', id: 'one' } }, async () => undefined)

const row = (id: string, more: Partial<DecisionTable> = {}) =>
  ({ id, server: 'shop', effect: 'allow', outcome: '', line: '{}', args: '{}', ...more }) as DecisionTable

describe.each(STREAMS)('the stream %s', (path) => {
  it('[dashboard.rights] ends as soon as a role of its reader was taken, though it has nothing to tell', async () => {
    const as = test.actor('admin')
    const reader = (await request(path, as)).body!.pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    test.become(as, { ...as, memberships: test.actor('viewer').memberships })
    await change()
    expect(await reader.read()).toMatchObject({ done: true })
  })
})

it('goes on where its reader has the same rights', async () => {
  const as = test.actor('admin')
  const reader = (await request('events', as)).body!.pipeThrough(new TextDecoderStream()).getReader()
  await reader.read()
  test.become(as, { ...as, proved: 7 })
  await change()
  expect((await reader.read()).value).toContain('thing.change')
  await reader.cancel()
})

describe('a stream of decisions', () => {
  it('is one of twenty that somebody may have at once, and lets go of what it listened to', async () => {
    const as = test.actor('viewer')
    const aborts = Array.from({ length: 20 }, () => new AbortController())
    await Promise.all(aborts.map(({ signal }) => request('audit/events', as, signal)))
    expect((await request('audit/events', as)).status).toBe(429)
    aborts[0]?.abort()
    const [first, ...others] = [await request('audit/events', as), ...aborts]
    expect(first.status).toBe(200)
    for (const abort of others) if (abort instanceof AbortController) abort.abort()
    await first.body?.cancel()
  })

  it('is not one of them where its reader left before it began', async () => {
    const as = test.actor('viewer')
    const gone = AbortSignal.abort()
    for (let i = 0; i < 20; i++) await request('audit/events', as, gone).catch(() => undefined)
    const response = await request('audit/events', as)
    expect(response.status).toBe(200)
    await response.body?.cancel()
  })

  it('says how many are missing where its reader is too slow', async () => {
    const response = await request('audit/events', test.actor('viewer'))
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    const ended = Array.from({ length: 1100 }, (_, i) => row(`d${i}`))
    test.control.audit.live.publish('acme', { decisions: ended, ended: [] })
    let text = ''
    while (!text.includes('event: missing')) text += (await reader.read()).value ?? ''
    expect(text).toContain('data: {"count":100}')
    expect(text.match(/event: decision/g)).toHaveLength(1000)
    await reader.cancel()
  })
})
