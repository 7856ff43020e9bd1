import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FeedChange } from '../../ports/directory-feed.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'
import { createDirectoryFeed, type DirectoryFeed } from './directory-feed.ts'
import { SOURCES } from './sources.ts'

let test: TestControl
let feed: DirectoryFeed
let sent: { readonly number: number; readonly change: FeedChange }[]
let acknowledge: (number: number) => void
let failing = false

beforeEach(async () => {
  sent = []
  failing = false
  test = await openTestControl({ feed: { publish: (touched, epoch) => feed.publish(touched, epoch) } })
  acknowledge = (number) => feed.inForce(number)
  feed = createDirectoryFeed({
    control: test.control,
    send(number, change) {
      sent.push({ number, change })
      setImmediate(() => acknowledge(number))
    },
    onError: () => undefined,
    sources: {
      ...SOURCES,
      async organisations(control, ids) {
        if (failing) throw new Error('on purpose')
        return SOURCES.organisations(control, ids)
      },
    },
    patience: 300,
  })
})
afterEach(() => test.close())

const rename = (context: Context, label: string, id = 'acme') =>
  mutate(context, { action: 'organisation.edit', object: { kind: 'organisation', id } }, async (tx, changing) => {
    await tx.updateTable('organisations').set({ baseline: label }).where('id', '=', id).execute()
    changing.touch('organisations', id)
  })

const baselines = ({ change }: { change: FeedChange }) =>
  change.put.organisations.map(({ id, baseline }) => `${id} ${baseline ?? '-'}`)

describe('the gateway is told', () => {
  it('everything as it begins', async () => {
    await feed.whole()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.change.extent).toBe('whole')
    expect(sent[0]?.change.put.organisations.map(({ id }) => id)).toEqual(expect.arrayContaining(['local', 'acme']))
  })

  it('each change before it is answered, and what is gone', async () => {
    await rename(test.context(), 'one')
    expect(sent.map(baselines)).toEqual([['acme one']])
    await mutate(test.context(), { action: 'x', object: { kind: 'x', id: '' } }, async (_, changing) => {
      changing.touch('servers', 'srv_gone')
    })
    expect(sent[1]?.change).toMatchObject({ extent: 'part', put: { servers: [] }, drop: { servers: ['srv_gone'] } })
  })

  it('the last state of many changes at once, in order', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, i) => rename(test.context({ organisation: i % 2 ? 'acme' : 'globex' }), `l${i}`)),
    )
    expect(sent.map(({ number }) => number)).toEqual(sent.map((_, i) => i + 1))
    const row = await test.control.db.selectFrom('organisations').select('baseline').where('id', '=', 'acme').execute()
    const told = sent.flatMap(baselines).filter((text) => text.startsWith('acme'))
    expect(told.at(-1)).toBe(`acme ${row[0]?.baseline}`)
    expect(sent.length).toBeLessThanOrEqual(30)
  })

  it('and a change waits no longer than it may where the gateway says nothing', async () => {
    acknowledge = () => undefined
    const begun = performance.now()
    await rename(test.context(), 'silent')
    expect(performance.now() - begun).toBeGreaterThan(250)
    expect(performance.now() - begun).toBeLessThan(10_000)
  })

  it('again where the rows could not be read at once; the change is answered all the same', async () => {
    failing = true
    await rename(test.context(), 'later')
    expect(sent).toEqual([])
    failing = false
    for (let i = 0; i < 40 && sent.length === 0; i++) await wait(50)
    expect(sent.map(baselines)).toEqual([['acme later']])
  })

  it('of changes of other processes, and of its own only once', async () => {
    await feed.whole()
    await rename(test.context(), 'own')
    await feed.look()
    await feed.look()
    expect(sent).toHaveLength(2)
    await test.control.db.updateTable('organisations').set({ baseline: 'theirs' }).where('id', '=', 'acme').execute()
    await test.control.db
      .updateTable('epoch')
      .set((eb) => ({ directory: eb('directory', '+', 1) }))
      .execute()
    await feed.look()
    await feed.look()
    expect(sent).toHaveLength(3)
    expect(sent[2]?.change.extent).toBe('whole')
    expect(baselines(sent[2]!)).toContain('acme theirs')
    await feed.look()
    await feed.look()
    expect(sent).toHaveLength(3)
  })
})
