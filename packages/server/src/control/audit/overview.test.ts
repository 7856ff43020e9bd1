import { expect, it } from 'vitest'
import type { LogLine } from '../../store/jsonl/read-line.ts'
import { openIndex } from '../../store/sql/open-index.ts'
import { writeBatch } from './index/write-batch.ts'
import { auditOverview } from './overview.ts'

const HOUR = 3_600_000
const AT = Date.UTC(2026, 2, 2, 12)

/** A decision as it is read from the log; what is not named is not known of it. */
const line = (id: string, method: string, more: Partial<Record<string, string | number>> = {}): LogLine =>
  ({
    ...{ type: 'decision', id, at: new Date(AT).toISOString(), grant: 'g', server: 's', method },
    ...{ effect: 'allow', rule: '/default', policy: 'p', micros: 1, count: 1, raw: {} },
    ...more,
  }) as unknown as LogLine

it('counts calls of tools, not what clients list or read, allowed or refused', async () => {
  const db = await openIndex(':memory:')
  const refused = { effect: 'deny', code: 'policy_denied' }
  await writeBatch(
    db,
    { organisation: 'acme', writer: 'w', file: 'f', offset: 0, known_as: '', seq: 0, hash: '', sealed: 0 },
    [
      line('a', 'tools/list'),
      line('b', 'tools/call', { tool: 'read' }),
      line('c', 'tools/call', { tool: 'drop', ...refused, count: 3 }),
      line('d', 'resources/read', { target: 'https://host#1', ...refused }),
      line('e', 'prompts/list', { effect: 'deny', code: 'method_not_allowed' }),
    ],
  )
  const asked = { organisation: 'acme', since: AT, until: AT + HOUR }
  const all = await auditOverview(db, { ...asked, servers: undefined })
  expect(all.hours).toEqual([{ hour: AT, allowed: 1, denied: 3 }])
  expect(all.tools.map(({ tool }) => tool)).toEqual(['drop', 'read'])
  expect(all.codes).toEqual([{ code: 'policy_denied', count: 3 }])
  expect((await auditOverview(db, { ...asked, servers: ['s'] })).hours).toEqual(all.hours)
  expect((await auditOverview(db, { ...asked, servers: [] })).hours).toEqual([])
  await db.destroy()
})
