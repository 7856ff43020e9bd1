import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogLine } from '../../store/jsonl/read-line.ts'
import type { Database } from '../../store/sql/tables.ts'
import { DATABASES, STARTING, type TestDatabase } from '../../store/sql/testing/databases.contract.ts'
import { printWord, readWord } from '../gateways/words.ts'
import { openTestControl, START } from '../test-control.contract.ts'
import { type Written, writeBatch } from './index/write-batch.ts'
import { decisionWords, hearOthers } from './others-decisions.ts'

const PLACE = { organisation: 'acme', writer: 'other', file: 'f', offset: 0, known_as: '', seq: 0, hash: '', sealed: 0 }
const POSTGRES = DATABASES.filter(({ name, skipped }) => name !== 'SQLite' && skipped === undefined)
/** What a notice of PostgreSQL holds. */
const NOTICE = 7900

const made = (id: string): LogLine =>
  ({
    ...{ type: 'decision', id, at: new Date(START).toISOString(), grant: 'g', server: 's', method: 'tools/call' },
    ...{ tool: 'read', effect: 'allow', rule: '/tools/read', policy: 'p', micros: 1, count: 1, raw: {} },
  }) as unknown as LogLine
const ended = (id: string): LogLine =>
  ({
    ...{ type: 'outcome', id, at: new Date(START).toISOString(), outcome: 'ok', upstreamMicros: 1, ownMicros: 1 },
    ...{ redacted: 0, withheldBy: undefined, raw: {} },
  }) as unknown as LogLine

/** As the bell carries them. */
const carried = (written: Written) =>
  decisionWords('acme', written).map((word) => {
    const text = printWord(word)
    expect(Buffer.byteLength(text)).toBeLessThan(NOTICE)
    const read = readWord(text)
    if (read?.kind !== 'decisions') throw new Error('It is not read.')
    return read
  })

describe.each(POSTGRES)('decisions that another gateway indexed over $name', ({ open }) => {
  let opened: TestDatabase
  let db: Database
  beforeAll(async () => {
    opened = await open()
    db = opened.db
  }, STARTING)
  afterAll(() => opened.close())

  it('[audit.watched] are told, with their ends, to whoever watches here', async () => {
    const test = await openTestControl({ db })
    const audit = { ...test.control.audit, db }
    const failed: unknown[] = []
    const hear = hearOthers({ audit, clock: test.control.clock }, (error) => failed.push(error))
    const batch = async (lines: readonly LogLine[]) => carried(await writeBatch(db, PLACE, lines))
    for (const word of await batch([made('before')])) hear(word)

    const heard: string[] = []
    const end = audit.live.listen('acme', (told) => {
      if (told === 'missed') return void heard.push(told)
      heard.push(...told.decisions.map(({ id, outcome }) => `${id}:${outcome}`))
      heard.push(...told.ended.map(({ id, columns }) => `${id} ended ${columns.outcome}`))
    })
    const many = Array.from({ length: 700 }, (_, n) => `b0mlrZxx7oAm-${n}`)
    const words = await batch(many.map((id) => made(id)))
    expect(words.length).toBeGreaterThan(1)
    for (const word of [...words, ...(await batch([ended('b0mlrZxx7oAm-7'), made('last')]))]) hear(word)
    await expect.poll(() => heard.length).toBe(702)
    expect(new Set(heard)).toEqual(
      new Set([
        ...many.map((id) => (id === 'b0mlrZxx7oAm-7' ? `${id}:ok` : `${id}:`)),
        'last:',
        'b0mlrZxx7oAm-7 ended ok',
      ]),
    )
    end()
    expect(failed).toEqual([])
  })

  it('that could not be heard are said to be missing', async () => {
    const test = await openTestControl()
    const { live } = test.control.audit
    const response = await test.fetch(
      new Request('http://127.0.0.1:4101/api/v1/organisations/acme/audit/events', { headers: test.enter(test.admin) }),
    )
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    live.missed()
    expect((await reader.read()).value).toContain('event: missing\ndata: {"count":0}')

    // The same where their rows cannot be looked up.
    const failed: unknown[] = []
    const away = { ...test.control.audit, db: undefined as unknown as Database }
    const [word] = decisionWords('acme', await writeBatch(db, PLACE, [made('away')]))
    hearOthers({ audit: away, clock: test.control.clock }, (error) => failed.push(error))(word!)
    expect((await reader.read()).value).toContain('event: missing')
    expect(failed).toHaveLength(1)
    await reader.cancel()
    await test.close()
  })
})
