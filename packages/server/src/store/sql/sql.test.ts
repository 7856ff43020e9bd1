import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { SqliteFile } from '../sqlite-file.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { openSql } from './open.ts'
import { DATABASES, STARTING, type TestDatabase } from './testing/databases.contract.ts'
import { transact } from './transaction.ts'

const organisation = (id: string, created = 0) => ({
  id,
  label: id,
  baseline: null,
  settings: '{}',
  revision: 1,
  created,
})

describe.each(DATABASES)('$name', ({ open, skipped }) => {
  if (skipped !== undefined) return it.skip(skipped, () => undefined)
  let test: TestDatabase
  beforeAll(async () => {
    test = await open()
  }, STARTING)
  afterAll(() => test.close())

  it('keeps numbers up to 2^53 and every text as they are', async () => {
    const label = `ünïcode 🐈 "quoted" 'single' \\ back\n\u202e`
    const row = { ...organisation('whole', Number.MAX_SAFE_INTEGER), label }
    await test.db.insertInto('organisations').values(row).execute()
    const found = await test.db.selectFrom('organisations').selectAll().where('id', '=', 'whole').executeTakeFirst()
    expect(found).toEqual(row)
    const sum = await test.db
      .selectFrom('organisations')
      .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('created').as('created')])
      .executeTakeFirstOrThrow()
    expect(sum).toEqual({ count: 1, created: Number.MAX_SAFE_INTEGER })
  })

  it('orders and compares texts by their bytes', async () => {
    const ids = ['a', 'a-b', 'a_b', 'ab', 'a-c', 'b', '1', '10', '2', 'aa', 'z', 'é', 'Z', 'A-b']
    await test.db.deleteFrom('organisations').execute()
    await test.db
      .insertInto('organisations')
      .values(ids.map((id) => organisation(id)))
      .execute()
    const rows = await test.db.selectFrom('organisations').select('id').orderBy('id').execute()
    const sorted = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(rows.map(({ id }) => id)).toEqual(sorted)
    const after = await test.db
      .selectFrom('organisations')
      .select('id')
      .where('id', '>', 'a-b')
      .orderBy('id')
      .limit(3)
      .execute()
    expect(after.map(({ id }) => id)).toEqual(sorted.slice(sorted.indexOf('a-b') + 1).slice(0, 3))
  })

  it('does a transaction whole or not at all', async () => {
    await test.db.deleteFrom('organisations').execute()
    const failing = transact(test.db, async (tx) => {
      await tx.insertInto('organisations').values(organisation('half')).execute()
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    expect(await test.db.selectFrom('organisations').selectAll().execute()).toEqual([])
  })

  it('refuses a second row of one key, and goes on', async () => {
    await test.db.deleteFrom('organisations').execute()
    await test.db.insertInto('organisations').values(organisation('one')).execute()
    await expect(test.db.insertInto('organisations').values(organisation('one')).execute()).rejects.toThrow(/unique/i)
    const kept = await test.db
      .insertInto('organisations')
      .values(organisation('one'))
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    expect(kept).toBeUndefined()
  })

  it('brings its schema up to date once, and refuses one that is newer or another', async () => {
    expect(await migrate(test.db, test.kind)).toBeUndefined()
    expect(await migrate(test.db, test.kind, MIGRATIONS.slice(0, -1))).toMatch(/newer version of Portcullis/)
    const other = [{ ...MIGRATIONS[0]!, name: '0001-other' }, ...MIGRATIONS.slice(1)]
    expect(await migrate(test.db, test.kind, other)).toMatch(/another schema.*0001-foundation/)
  })

  it('leaves nothing of a step that fails', async () => {
    const failing = {
      name: '9999-failing',
      async up({ table, text }: Parameters<(typeof MIGRATIONS)[number]['up']>[0]) {
        await table('half_made').addColumn('id', text).execute()
        throw new Error('on purpose')
      },
    }
    await expect(migrate(test.db, test.kind, [...MIGRATIONS, failing])).rejects.toThrow('on purpose')
    const tables = await test.db.introspection.getTables()
    expect(tables.map(({ name }) => name)).not.toContain('half_made')
    expect(await migrate(test.db, test.kind)).toBeUndefined()
  })
})

describe('a SQLite file', () => {
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'portcullis-sql-'))
    onTestFinished(() => rmSync(path, { recursive: true, force: true }))
    return path
  }

  it('is made for this user alone, and may be opened by two processes of ours', async () => {
    const path = join(folder(), 'control.db')
    const [first, second] = [await openSql({ kind: 'sqlite', path }), await openSql({ kind: 'sqlite', path })]
    if (first.outcome === 'refused' || second.outcome === 'refused') throw new Error('refused')
    onTestFinished(async () => void (await Promise.all([first.close(), second.close()])))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await transact(first.db, (tx) => tx.insertInto('organisations').values(organisation('seen')).execute())
    expect(await second.db.selectFrom('organisations').select('id').execute()).toEqual([{ id: 'seen' }])
  })

  it('is refused in plain words where it is damaged or not ours', async () => {
    const path = join(folder(), 'control.db')
    writeFileSync(path, 'this is no database, whatever else it may be'.repeat(200))
    expect(await openSql({ kind: 'sqlite', path })).toMatchObject({
      problem: expect.stringMatching(/is damaged.*Restore a backup/),
    })
    const other = join(folder(), 'other.db')
    const foreign = new SqliteFile(other)
    foreign.exec('create table x (y)')
    foreign.close()
    expect(await openSql({ kind: 'sqlite', path: other })).toMatchObject({
      problem: expect.stringMatching(/another program/),
    })
  })

  it('says so where a transaction asks the database beside itself', async () => {
    const opened = await openSql({ kind: 'sqlite', path: ':memory:' })
    if (opened.outcome === 'refused') throw new Error('refused')
    onTestFinished(() => opened.close())
    const beside = transact(opened.db, () => opened.db.selectFrom('organisations').selectAll().execute())
    await expect(beside).rejects.toThrow(/only the transaction is asked/)
    expect(await opened.db.selectFrom('organisations').selectAll().execute()).toEqual([])
  })
})

it('a PostgreSQL that is not there is a problem, and its password is in none', async () => {
  const refused = await openSql({ kind: 'postgres', url: 'postgres://me:s3cret@127.0.0.1:1/nothing' })
  expect(refused).toMatchObject({ problem: expect.stringMatching(/127\.0\.0\.1:1\/nothing could not be opened/) })
  expect(JSON.stringify(refused)).not.toContain('s3cret')
})
