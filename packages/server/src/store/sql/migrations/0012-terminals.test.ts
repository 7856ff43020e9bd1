import { Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { SqliteFile } from '../../sqlite-file.ts'
import { migrate } from '../migrate.ts'
import { sqliteDialect } from '../sqlite-dialect.ts'
import type { Tables } from '../tables.ts'
import { MIGRATIONS } from './index.ts'

it('knows by how many factors sessions of an earlier version were opened', async () => {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(new SqliteFile(':memory:')) })
  const before = MIGRATIONS.findIndex(({ name }) => name === '0012-terminals')
  expect(await migrate(db, 'sqlite', MIGRATIONS.slice(0, before))).toBeUndefined()
  for (const [account, confirmed, organisation] of [
    ['with_app', 1, ''],
    ['linked', 1, 'acme'],
    ['without', 0, ''],
  ] as const) {
    await sql`insert into accounts values (${account}, ${account}, 'n', null, null, ${confirmed}, 0, 0, 0, 1, 1)`.execute(
      db,
    )
    const texts = [account, account, organisation, account, 'k'].map((text) => sql`${text}`)
    await sql`insert into sessions values (${sql.join(texts)}, 1, 1, 1, 9, '127.0.0.1', 'a')`.execute(db)
  }
  expect(await migrate(db, 'sqlite')).toBeUndefined()
  const rows = await db.selectFrom('sessions').select(['account', 'kind', 'factors']).orderBy('account').execute()
  expect(rows).toEqual([
    { account: 'linked', kind: 'browser', factors: 1 },
    { account: 'with_app', kind: 'browser', factors: 2 },
    { account: 'without', kind: 'browser', factors: 1 },
  ])
  await db.destroy()
})
