import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DecisionEvent } from '../../ports/audit-sink.ts'
import { DECISION_LOG_DEFAULTS } from './decision-log.ts'
import { type OrganisationLogs, openOrganisationLogs, organisationsWithLogs } from './organisation-logs.ts'

const DAY = 86_400_000
let folder: string
let path: string
let now = Date.UTC(2026, 2, 2)
let dropped: string[]
let logs: OrganisationLogs

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'organisation-logs-'))
  path = join(folder, 'decisions.jsonl')
  dropped = []
  now = Date.UTC(2026, 2, 2)
  logs = await openOrganisationLogs({
    ...{ ...DECISION_LOG_DEFAULTS, path, maxBytes: 1200, writer: 'w/b' },
    clock: { now: () => now, monotonic: () => now },
    onDrop: async (organisation, file, why) => void dropped.push(`${organisation} ${why} ${file.split('/').at(-1)}`),
  })
})
afterEach(async () => {
  await logs.close()
  rmSync(folder, { recursive: true })
})

const decision = (id: string, organisation?: string): DecisionEvent => ({
  ...{ type: 'decision', id, at: now, organisation, grant: 'g', server: 's', era: 'modern', method: 'tools/call' },
  ...{ tool: 't', effect: 'allow', code: undefined, rule: '/tools/t', policy: 'p', policyVersion: '1' },
  ...{ args: [], micros: 5, count: 1 },
})
const acme = (): string[] => readdirSync(join(folder, 'decisions.d')).sort()

describe('logs of organisations', () => {
  it('are files of their own; nothing of one is in another', async () => {
    logs.record(decision('a'))
    logs.record(decision('b', 'acme'))
    logs.record(decision('c', '../../etc'))
    await logs.flush()
    const local = readFileSync(path, 'latin1')
    const other = readFileSync(join(folder, 'decisions.d', 'acme.jsonl'), 'latin1')
    expect([local.includes('"id":"a"'), local.includes('"id":"b"'), local.includes('"id":"c"')]).toEqual([
      true,
      false,
      true,
    ])
    expect(other).toContain('"chain":"acme/w/b"')
    expect(acme()).toEqual(['acme.jsonl'])
    expect(organisationsWithLogs(path)).toEqual(['local', 'acme'])
    expect((await logs.heads()).map(({ organisation, seq }) => [organisation, seq])).toEqual([
      ['local', 2],
      ['acme', 2],
    ])
  })

  it('are dropped as whole files when they are too old, the file that grows is put aside in time', async () => {
    for (let i = 0; i < 12; i++) {
      logs.record(decision(`a${i}`, 'acme'))
      await logs.flush()
    }
    const before = acme().length
    expect(before).toBeGreaterThan(3)
    const oldest = join(folder, 'decisions.d', `acme.jsonl.${before - 1}`)
    utimesSync(oldest, now / 1000 - 100, now / 1000 - 100)
    now += 40 * DAY
    await logs.expire('acme', Date.UTC(2026, 2, 2) - 50_000, 5 * DAY)
    expect(existsSync(oldest)).toBe(true)
    expect(acme()).toHaveLength(before)
    expect(dropped).toEqual([`acme age acme.jsonl.${before}`])
    expect(readFileSync(join(folder, 'decisions.d', 'acme.jsonl'), 'latin1')).toBe('')
    logs.record(decision('later', 'acme'))
    await logs.flush()
    expect(readFileSync(join(folder, 'decisions.d', 'acme.jsonl'), 'latin1')).toContain('later')
  })

  it('leave a file where nobody could write down that it was dropped', async () => {
    await logs.close()
    logs = await openOrganisationLogs({
      ...{ ...DECISION_LOG_DEFAULTS, path, maxBytes: 600, keep: 1, writer: 'w/b' },
      clock: { now: () => now, monotonic: () => now },
      onDrop: () => Promise.reject(new Error('no journal')),
    })
    for (let i = 0; i < 8; i++) {
      logs.record(decision(`a${i}`))
      await logs.flush()
    }
    const text = readFileSync(`${path}.1`, 'latin1') + readFileSync(path, 'latin1')
    for (let i = 0; i < 8; i++) expect(text).toContain(`"id":"a${i}"`)
    expect(logs.status().lastError?.text).toBe('no journal')
  })
})
