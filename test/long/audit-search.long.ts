/**
 * Searching decisions by a text, over many of them: the same as looking at every decision, and a small part of the work.
 * `AUDIT_ROWS` says how many; `TEST_POSTGRES_URL` names a PostgreSQL, without which SQLite alone is asked.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDecisions } from '../../packages/server/src/control/audit/find-decisions.ts'
import {
  fillIndex,
  lookAtEach,
  type OpenedIndex,
} from '../../packages/server/src/control/audit/index/many-decisions.contract.ts'
import { openIndex } from '../../packages/server/src/store/sql/open-index.ts'
import { DATABASES } from '../../packages/server/src/store/sql/testing/databases.contract.ts'

const ROWS = Number(process.env['AUDIT_ROWS'] ?? 300_000)
const FILLING = 30 * 60_000
const PAGE = 51
/** What a search that finds little takes at most of what looking at everything takes. */
const PART = 1 / 4

const postgres = DATABASES.find(({ name }) => name === 'PostgreSQL')

interface Opened extends OpenedIndex {
  close(): Promise<void>
}

async function openFile(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'audit-search-'))
  const db = await openIndex(join(folder, 'audit.db'))
  return {
    db,
    kind: 'sqlite',
    async close() {
      await db.destroy()
      rmSync(folder, { recursive: true })
    },
  }
}

describe.each([
  { name: 'SQLite', open: openFile, skipped: undefined },
  {
    name: 'PostgreSQL',
    open: async (): Promise<Opened> => (await postgres?.open()) ?? openFile(),
    skipped: postgres?.skipped,
  },
])(`${ROWS} decisions in $name`, ({ open, skipped }) => {
  if (skipped !== undefined) return it.skip(skipped, () => undefined)
  let opened: Opened
  beforeAll(async () => {
    opened = await open()
    await fillIndex(opened, ROWS)
  }, FILLING)
  afterAll(() => opened.close())

  const searched = async (text: string, filter = {}) =>
    (
      await findDecisions(
        opened.db,
        { organisation: 'acme', filter: { ...filter, text }, servers: undefined },
        undefined,
        PAGE,
      )
    ).map(({ id }) => id)

  const lookedAt = (text: string, grant?: string) => lookAtEach(opened.db, { text, grant, limit: PAGE })

  async function took(work: () => Promise<unknown>): Promise<number> {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const before = performance.now()
      await work()
      times.push(performance.now() - before)
    }
    return times.sort((one, other) => one - other)[2] ?? 0
  }

  it.each(['tool_5', 'tool_555', 'rare_code', 'nothing', 'host7#', 'host', '#1999', 'policy_denied', 'e'])(
    'finds %s as looking at each of them does',
    async (text) => {
      expect(await searched(text)).toEqual(await lookedAt(text))
      expect(await searched(text, { grant: 'grt_7' })).toEqual(await lookedAt(text, 'grt_7'))
    },
  )

  it.each(['rare_code', 'nothing', 'tool_5551'])('finds %s, which few or none have, with little work', async (text) => {
    const [search, look] = [await took(() => searched(text)), await took(() => lookedAt(text))]
    console.info(`${text}: ${(search / look).toFixed(4)} of looking at each of ${ROWS}`)
    expect(search / look).toBeLessThan(PART)
  })
})
