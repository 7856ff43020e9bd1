import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backUp } from '../../store/sql/backup/back-up.ts'
import { dump } from '../../store/sql/backup/dump.ts'
import { restore } from '../../store/sql/backup/restore.ts'
import { type DatabasePlace, openSql } from '../../store/sql/open.ts'
import type { GrantTable } from '../../store/sql/tables/grants.ts'
import type { Database } from '../../store/sql/tables.ts'
import { DATABASES, STARTING } from '../../store/sql/testing/databases.contract.ts'
import { machineActor } from '../actor.ts'
import { changeHash } from '../change/chain.ts'
import { mutate } from '../change/mutate.ts'
import { openTestControl, START, type TestControl } from '../test-control.contract.ts'
import { afterRestore } from './after-restore.ts'

const folder = mkdtempSync(join(tmpdir(), 'portcullis-backup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const fresh = (end: string) => join(folder, `${++files}.${end}`)

/** An installation in which a little happened. */
async function lived(db: Database): Promise<TestControl> {
  const test = await openTestControl({ db })
  for (const label of ['one', 'two "quoted" 🐈', 'three'])
    await mutate(test.context(), { action: 'x', object: { kind: 'x', id: label } }, async (tx) => {
      await tx.updateTable('organisations').set({ label }).where('id', '=', 'acme').execute()
    })
  await db.insertInto('grants').values(GRANT).execute()
  return test
}

const GRANT: GrantTable = {
  ...{ id: 'grt_1', organisation: 'acme', label: 'g', owner: null, state: 'active', state_reason: '', template: '' },
  ...{ tags: '{}', addresses: '[]', expires: null, used: null, created: START, created_by: 'x', revision: 1 },
}

const after = (file: string) => (tx: Parameters<typeof afterRestore>[0], epoch: number) =>
  afterRestore(tx, { actor: machineActor('ops'), at: START + 1, file, epoch, counters: { kept: 'A test.' } })

const put = (from: string, place: DatabasePlace, replace = false) =>
  restore({ from, place, replace: replace ? { keptAs: fresh('kept') } : undefined, after: after('b') })

async function opened(path: string): Promise<{ readonly db: Database; close(): Promise<void> }> {
  const found = await openSql({ kind: 'sqlite', path })
  if (found.outcome === 'refused') throw new Error(found.problem)
  return found
}

/** What must hold after every restore. */
async function expectRestored(db: Database, epoch: number): Promise<void> {
  const acme = await db.selectFrom('organisations').select('label').where('id', '=', 'acme').executeTakeFirst()
  expect(acme?.label).toBe('three')
  const chain = await db.selectFrom('changes').selectAll().where('organisation', '=', 'acme').orderBy('seq').execute()
  chain.forEach((record, i) => {
    expect(record.hash).toBe(changeHash(record))
    if (i > 0) expect(record.previous).toBe(chain[i - 1]?.hash)
  })
  expect(chain.at(-1)).toMatchObject({ action: 'installation.restore', actor: 'ops', seq: 3 + epoch })
  expect(JSON.parse(chain.at(-1)?.detail ?? '')).toMatchObject({ epoch, counters: { kept: 'A test.' } })
  const grants = await db.selectFrom('grants').select(['id', 'state']).execute()
  expect(grants).toEqual([{ id: 'grt_1', state: 'suspended' }])
  const row = await db.selectFrom('epoch').select('restored').executeTakeFirst()
  expect(row?.restored).toBe(epoch)
}

describe('a backup of a SQLite file', () => {
  it('is taken while the file is used, and restored; sessions and grants do not come back by themselves', async () => {
    const path = fresh('db')
    const live = await opened(path)
    await lived(live.db)
    const file = fresh('backup')
    expect(await backUp({ kind: 'sqlite', path }, file, START)).toMatchObject({ outcome: 'done' })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await backUp({ kind: 'sqlite', path }, file, START)).toMatchObject({
      problem: expect.stringMatching(/already/),
    })
    await live.db.updateTable('organisations').set({ label: 'later' }).execute()
    await live.close()
    expect(await put(file, { kind: 'sqlite', path })).toMatch(/--replace/)
    expect(await put(file, { kind: 'sqlite', path }, true)).toBeUndefined()
    const again = await opened(path)
    await expectRestored(again.db, 1)
    await again.close()
    // Another restore has another number, whatever the backup says.
    expect(await put(file, { kind: 'sqlite', path }, true)).toBeUndefined()
    const third = await opened(path)
    const row = await third.db.selectFrom('epoch').select('restored').executeTakeFirst()
    expect(row?.restored).toBe(2)
    await third.close()
  })

  it('that is damaged is not restored, and what was there stays', async () => {
    const path = fresh('db')
    const live = await opened(path)
    await lived(live.db)
    const file = fresh('backup')
    await backUp({ kind: 'sqlite', path }, file, START)
    const bytes = readFileSync(file)
    bytes.fill(0x55, 4096, bytes.length - 4096)
    writeFileSync(file, bytes)
    expect(await put(file, { kind: 'sqlite', path }, true)).toMatch(/not whole|could not be/)
    const row = await live.db.selectFrom('organisations').select('label').where('id', '=', 'acme').executeTakeFirst()
    expect(row?.label).toBe('three')
    expect(existsSync(`${path}.restoring`)).toBe(false)
    await live.close()
  })

  it('of no database says so', async () => {
    expect(await backUp({ kind: 'sqlite', path: fresh('none') }, fresh('x'), START)).toMatchObject({
      problem: expect.stringMatching(/has not run yet/),
    })
    expect(await put(fresh('none'), { kind: 'sqlite', path: fresh('db') })).toMatch(/There is no file/)
  })
})

describe.each(DATABASES.slice(1))('a backup of $name', ({ open, skipped }) => {
  if (skipped !== undefined) return it.skip(skipped, () => undefined)
  const file = fresh('jsonl')
  beforeAll(async () => {
    const live = await open()
    await lived(live.db)
    await dump(live.db, START, async (line) => appendFileSync(file, line))
    await live.close()
  }, STARTING)

  it('is lines of JSON that any kind of database is restored from', async () => {
    const path = fresh('db')
    expect(await put(file, { kind: 'sqlite', path })).toBeUndefined()
    const restored = await opened(path)
    await expectRestored(restored.db, 1)
    await restored.close()
  })

  it('is refused where a line was edited, lost or added', async () => {
    const lines = readFileSync(file, 'utf8').split('\n')
    const at = lines.findIndex((line) => line.includes('three'))
    const edits = [
      lines.map((line, i) => (i === at ? line.replace('three', 'threw') : line)),
      lines.filter((_, i) => i !== at),
      lines.slice(0, -2),
      [...lines.slice(0, at), lines[at]!, ...lines.slice(at)],
      ['{"format":"other"}', ...lines.slice(1)],
    ]
    for (const edit of edits) {
      const wrong = fresh('jsonl')
      writeFileSync(wrong, edit.join('\n'))
      expect(await put(wrong, { kind: 'sqlite', path: fresh('db') })).toMatch(/another backup|no backup of Portcullis/)
    }
  })

  it('of another version is refused in plain words', async () => {
    const lines = readFileSync(file, 'utf8').split('\n')
    const head = JSON.parse(lines[0]!)
    const { createHash } = await import('node:crypto')
    const newer = [JSON.stringify({ ...head, steps: [...head.steps, '9999-later'] }), ...lines.slice(1, -2)]
    const digest = createHash('sha256')
      .update(newer.map((line) => `${line}\n`).join(''))
      .digest('hex')
    const wrong = fresh('jsonl')
    writeFileSync(wrong, [...newer, JSON.stringify({ ...JSON.parse(lines.at(-2)!), digest }), ''].join('\n'))
    expect(await put(wrong, { kind: 'sqlite', path: fresh('db') })).toMatch(/another version of Portcullis/)
  })
})

const url = process.env['TEST_POSTGRES_URL'] ?? ''
describe.skipIf(url === '')('a whole PostgreSQL', () => {
  it('is backed up, and restored in its own place', async () => {
    const { openPostgresPool } = await import('../../store/sql/postgres-dialect.ts')
    const pool = openPostgresPool(url)
    const name = `backup_${process.pid}`
    await pool.query(`create schema ${name}`)
    const place = new URL(url)
    place.searchParams.set('options', `-c search_path=${name}`)
    const there = { kind: 'postgres', url: place.href } as const
    const live = await openSql(there)
    if (live.outcome === 'refused') throw new Error(live.problem)
    await lived(live.db)
    const file = fresh('jsonl')
    expect(await backUp(there, file, START)).toMatchObject({ outcome: 'done' })
    expect(await put(file, there)).toMatch(/--replace/)
    expect(await put(file, there, true)).toBeUndefined()
    await expectRestored(live.db, 1)
    await live.close()
    await pool.query(`drop schema ${name} cascade`)
    await pool.end()
  })
})
