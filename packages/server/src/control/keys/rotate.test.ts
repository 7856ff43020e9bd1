import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Keyring, makeSealKey, openKeyring, printSealKey } from '../../crypto/keyring.ts'
import { createSealer, sealedBy } from '../../crypto/seal.ts'
import { machineActor } from '../actor.ts'
import { secretPlace } from '../server/secrets.ts'
import { openTestControl, START, type TestControl } from '../test-control.contract.ts'
import { attemptPlace } from '../upstream-auth/begin.ts'
import { tokenPlace } from '../upstream-auth/tokens.ts'
import { removeUnused, rotateKeys } from './rotate.ts'
import { SEALED_COLUMNS } from './sealed-columns.ts'

const HOUR = 3_600_000

async function open(): Promise<{ readonly test: TestControl; readonly keyring: Keyring; readonly path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'rotate-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'seal.keys')
  const opened = openKeyring(path, {}, () => START)
  if (!opened.ok) throw new Error(opened.problem)
  const test = await openTestControl({ sealer: createSealer(opened.keyring) })
  onTestFinished(() => test.close())
  return { test, keyring: opened.keyring, path }
}

const secret = (n: number) => ({ server: `srv_${n}`, organisation: 'acme', field: 'headers' })
const token = (n: number) => ({ server: `srv_${n}`, owner: 'acc_1', organisation: 'acme' })

/** Something sealed in several tables. */
async function fill({ control }: TestControl, count: number): Promise<void> {
  const { db, sealer } = control
  for (let n = 0; n < count; n++) {
    await db
      .insertInto('server_secrets')
      .values({ ...secret(n), sealed: sealer.seal(`header ${n}`, secretPlace(secret(n))) })
      .execute()
    const rest = {
      issuer: 'i',
      resource: 'r',
      scope: '',
      renewable: 1,
      expires: null,
      obtained: START,
      leased: null,
      problem: null,
    }
    await db
      .insertInto('upstream_tokens')
      .values({ ...token(n), ...rest, sealed: sealer.seal(`token ${n}`, tokenPlace(token(n))) })
      .execute()
  }
  const attempt = { digest: 'd', organisation: 'acme', server: 'srv_0' }
  const sealed = sealer.seal('attempt', attemptPlace(attempt))
  await db
    .insertInto('consent_attempts')
    .values({ ...attempt, owner: '', account: 'acc_1', sealed, expires: START })
    .execute()
}

/** Envelopes of every text of every table, by table. */
async function envelopes({ control: { db } }: TestControl): Promise<readonly string[]> {
  const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db)
  const found: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db)
    for (const row of rows)
      for (const value of Object.values(row))
        if (typeof value === 'string' && sealedBy(value) !== undefined) found.push(value)
  }
  return found
}

const rotate = ({ test, keyring }: Awaited<ReturnType<typeof open>>, at: number) =>
  rotateKeys({ db: test.control.db, keyring, actor: machineActor('root'), at })

describe('sealed columns', () => {
  it('[keys.rotated] are all in the table, by their names', async () => {
    const { test } = await open()
    const { rows } = await sql<{ table: string; column: string }>`
      select m.name as "table", c.name as "column" from sqlite_master m, pragma_table_info(m.name) c
      where m.type = 'table' and (c.name like '%sealed%' or c.name like '%secret')`.execute(test.control.db)
    const known = new Set(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`))
    expect(rows.length).toBeGreaterThan(4)
    expect(rows.map(({ table, column }) => `${table}.${column}`).filter((name) => !known.has(name))).toEqual([])
  })
})

describe('rotating keys', () => {
  it('[keys.rotated] seals everything anew; what was sealed stays open all the while', async () => {
    const scene = await open()
    const { test, keyring } = scene
    await fill(test, 250)
    const former = keyring.current().id
    const rotated = await rotate(scene, START + 1)
    expect(rotated).toEqual({ key: keyring.current().id, resealed: 501, unopened: 0, removed: [] })
    expect(rotated.key).not.toBe(former)
    expect(new Set((await envelopes(test)).map(sealedBy))).toEqual(new Set([rotated.key]))
    const rows = await test.control.db.selectFrom('server_secrets').selectAll().execute()
    for (const row of rows) expect(test.control.sealer.open(row.sealed, secretPlace(row))).toMatch(/^header /)
    const record = await test.control.db.selectFrom('changes').selectAll().executeTakeFirst()
    expect(record).toMatchObject({
      organisation: '',
      action: 'keys.rotate',
      object: rotated.key,
      actor_kind: 'machine',
    })
  })

  it('keeps the former key for an hour, and while anything is sealed by it', async () => {
    const scene = await open()
    const { test, keyring } = scene
    await fill(test, 1)
    const former = createSealer({ current: () => first, find: () => first })
    const first = keyring.all()[0]!
    await rotate(scene, START + 1)
    expect(await removeUnused(test.control.db, keyring, START + HOUR)).toEqual([])
    // A process that had not heard of the new key.
    const late = secret(9)
    await test.control.db
      .insertInto('server_secrets')
      .values({ ...late, sealed: former.seal('late', secretPlace(late)) })
      .execute()
    expect(await removeUnused(test.control.db, keyring, START + HOUR + 1)).toEqual([])
    expect(await rotate(scene, START + HOUR + 2)).toMatchObject({ resealed: 4, removed: [first.id] })
    expect(keyring.find(first.id)).toBeUndefined()
    expect(keyring.all()).toHaveLength(2)
  })

  it('leaves what does not open, and says how much that is', async () => {
    const scene = await open()
    const { test } = scene
    await fill(test, 2)
    await test.control.db
      .updateTable('server_secrets')
      .set({ sealed: 'v1.gone.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAA' })
      .where('server', '=', 'srv_0')
      .execute()
    expect(await rotate(scene, START + 1)).toMatchObject({ resealed: 4, unopened: 1 })
  })

  it('goes through other places, too, whose keys come from the environment', async () => {
    const scene = await open()
    await fill(scene.test, 3)
    const [next, former] = [makeSealKey(START + 1), scene.keyring.current()]
    const text = [next, ...scene.keyring.all()].map(printSealKey).join(' ')
    const opened = openKeyring('/nowhere', { PORTCULLIS_SEAL_KEYS: text }, () => START)
    if (!opened.ok) throw new Error(opened.problem)
    const rotated = await rotateKeys({
      db: scene.test.control.db,
      keyring: opened.keyring,
      actor: machineActor('root'),
      at: START + 1,
    })
    expect(rotated).toMatchObject({ key: next.id, resealed: 7 })
    expect(former.id).not.toBe(next.id)
  })
})
