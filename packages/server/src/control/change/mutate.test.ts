import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, STARTING } from '../../store/sql/testing/databases.contract.ts'
import { problem } from '../api/problem.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'
import { changeHash, NO_HASH } from './chain.ts'
import { mutate } from './mutate.ts'

const change = { action: 'thing.change', object: { kind: 'thing', id: 'x' } }

describe.each(DATABASES)('a mutation over $name', ({ open, skipped }) => {
  if (skipped !== undefined) return it.skip(skipped, () => undefined)
  let test: TestControl
  beforeAll(async () => {
    const opened = await open()
    test = await openTestControl({ db: opened.db })
  }, STARTING)
  afterAll(() => test.close())
  const records = (organisation: string) =>
    test.control.db.selectFrom('changes').selectAll().where('organisation', '=', organisation).orderBy('seq').execute()
  const label = async () =>
    (
      await test.control.db
        .selectFrom('organisations')
        .select('label')
        .where('id', '=', 'acme')
        .executeTakeFirstOrThrow()
    ).label

  it('holds together with its record, or not at all', async () => {
    const context = test.context()
    const rename = (to: string, end: () => unknown) =>
      mutate(context, { ...change, detail: { to } }, async (tx, changing) => {
        await tx.updateTable('organisations').set({ label: to }).where('id', '=', 'acme').execute()
        changing.touch('organisations', 'acme')
        return end()
      })
    expect(await rename('Done', () => 'fine')).toBe('fine')
    expect(await rename('Refused', () => problem('conflict', 'no'))).toMatchObject({ problem: 'conflict' })
    await expect(
      rename('Thrown', () => {
        throw new Error('on purpose')
      }),
    ).rejects.toThrow('on purpose')
    expect(await label()).toBe('Done')
    expect((await records('acme')).map(({ detail }) => detail)).toEqual(['{"to":"Done"}'])
    expect(test.published).toHaveLength(1)
    expect(test.told).toHaveLength(1)
  })

  it('of one organisation comes after the other, and none is lost of the chain', async () => {
    const context = test.context({ organisation: 'globex' })
    const steps = Array.from({ length: 40 }, (_, i) =>
      mutate(context, change, async (tx, changing) => {
        const row = await tx
          .selectFrom('organisations')
          .select('revision')
          .where('id', '=', 'globex')
          .executeTakeFirstOrThrow()
        if (i % 10 === 9) return problem('conflict', 'no')
        await tx
          .updateTable('organisations')
          .set({ revision: row.revision + 1 })
          .where('id', '=', 'globex')
          .execute()
        changing.touch('organisations', 'globex')
        return undefined
      }),
    )
    await Promise.all(steps)
    const found = await records('globex')
    expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: 36 }, (_, i) => i + 1))
    found.forEach((record, i) => {
      expect(record.previous).toBe(found[i - 1]?.hash ?? NO_HASH)
      expect(record.hash).toBe(changeHash(record))
    })
    const row = await test.control.db
      .selectFrom('organisations')
      .select('revision')
      .where('id', '=', 'globex')
      .executeTakeFirstOrThrow()
    expect(row.revision).toBe(37)
    const epoch = await test.control.db.selectFrom('epoch').select('directory').executeTakeFirstOrThrow()
    expect(epoch.directory).toBe(37)
  })

  it('is seen where any member of its record was edited', async () => {
    const [record] = await records('acme')
    expect(record).toBeDefined()
    for (const [key, value] of Object.entries(record!)) {
      if (key === 'hash') continue
      const edited = { ...record!, [key]: typeof value === 'number' ? value + 1 : `${value}x` }
      expect(changeHash(edited), key).not.toBe(record!.hash)
    }
  })
})
