import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FeedChange } from '../../ports/directory-feed.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'
import { createDirectoryFeed, type DirectoryFeed } from './directory-feed.ts'
import { emptyTouched } from './feed-rows.ts'
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
    await expect.poll(() => sent.map(baselines)).toEqual([['acme later']])
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

  it('[gateways.changes] of what another process says it changed, in whatever order that is heard', async () => {
    await feed.whole()
    await settled()
    const { db } = test.control
    const change = async (baseline: string): Promise<void> => {
      await db.updateTable('organisations').set({ baseline }).where('id', '=', 'acme').execute()
      await db
        .insertInto('epoch')
        .values({ id: 1, directory: 1, restored: 0 })
        .onConflict((c) => c.column('id').doUpdateSet((eb) => ({ directory: eb('epoch.directory', '+', 1) })))
        .execute()
    }
    const touched = { ...emptyTouched(), organisations: new Set(['acme']) }
    const before = feed.confirmed
    await change('first')
    await change('second')
    await feed.changed(touched, before + 2)
    await settled()
    expect(feed.confirmed).toBe(before)
    await feed.changed(touched, before + 1)
    await settled()
    expect(feed.confirmed).toBe(before + 2)
    await feed.changed(touched, before + 2)
    expect(sent.map(({ change: { extent } }) => extent)).toEqual(['whole', 'part', 'part'])
    expect(baselines(sent.at(-1)!)).toEqual(['acme second'])
  })

  it('[gateways.closed] and nothing is confirmed after a change that was passed over, before a whole one holds', async () => {
    await feed.whole()
    await settled()
    const all: number[] = []
    acknowledge = (number) => void all.push(number)
    const first = rename(test.context(), 'lost')
    await settled()
    const second = rename(test.context(), 'found')
    await settled()
    const before = feed.confirmed
    feed.inForce(3)
    expect(feed.confirmed).toBe(before)
    await settled()
    expect(sent.at(-1)?.change.extent).toBe('whole')
    feed.inForce(4)
    expect(feed.confirmed).toBe(before + 2)
    await Promise.all([first, second])
  })
})

/** What was begun is told: it takes a few turns of the loop. */
const settled = (): Promise<void> => wait(60)
