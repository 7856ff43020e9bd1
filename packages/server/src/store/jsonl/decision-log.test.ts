import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DecisionEvent, OutcomeEvent } from '../../ports/audit-sink.ts'
import { systemClock } from '../../ports/clock.ts'
import {
  DECISION_LOG_DEFAULTS,
  type DecisionLogOptions,
  type JsonlDecisionLog,
  openDecisionLog,
} from './decision-log.ts'

let folder: string
let path: string
const logs: JsonlDecisionLog[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'decision-log-'))
  path = join(folder, 'decisions.jsonl')
})
afterEach(async () => {
  for (const log of logs.splice(0)) await log.close()
  rmSync(folder, { recursive: true })
})

async function open(options: Partial<DecisionLogOptions> = {}): Promise<JsonlDecisionLog> {
  const log = await openDecisionLog({ ...DECISION_LOG_DEFAULTS, path, clock: systemClock, ...options })
  logs.push(log)
  return log
}

const allowed = (id: string, grant = 'g'): DecisionEvent => ({
  ...{
    type: 'decision',
    id,
    at: 1000,
    grant,
    server: 's',
    era: 'modern',
    method: 'tools/call',
    tool: 't',
    effect: 'allow',
  },
  ...{ code: undefined, rule: '/tools/t', policy: 'p', policyVersion: '1', args: [], micros: 5, count: 1 },
})
const refused = (id: string, tool = 't', grant = 'g'): DecisionEvent => ({
  ...allowed(id, grant),
  ...{ tool, effect: 'deny', code: 'policy_denied', rule: '(default deny)' },
})
const ended = (id: string): OutcomeEvent => ({
  type: 'outcome',
  id,
  at: 1001,
  outcome: 'ok',
  upstreamMicros: 9,
  ownMicros: 3,
})

type Line = Readonly<Record<string, unknown>>
const lines = (name = path): Line[] =>
  readFileSync(name, 'latin1')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .filter((line) => line['type'] !== 'seal')
const idsOf = (all: readonly Line[]) => all.filter((line) => line['type'] === 'decision').map((line) => line['id'])

describe('the decision log', () => {
  it('writes decisions and outcomes in order, within the flush time, without being asked', async () => {
    const log = await open()
    expect(log.record(allowed('a'))).toBe('accepted')
    expect(log.record(ended('a'))).toBe('accepted')
    expect(lines()).toEqual([])
    await expect
      .poll(() => lines().map((line) => [line['type'], line['id']]))
      .toEqual([
        ['decision', 'a'],
        ['outcome', 'a'],
      ])
    expect(log.status()).toMatchObject({ lines: 2, queuedBytes: 0, dropped: 0, failing: false, lastError: undefined })
    expect(log.status().writtenBytes).toBe(readFileSync(path).length)
  })

  it('flushes when asked, and at the end; takes nothing afterwards', async () => {
    const log = await open({ flushMs: 60_000 })
    log.record(allowed('a'))
    await log.flush()
    expect(idsOf(lines())).toEqual(['a'])
    log.record(allowed('b'))
    await log.close()
    expect(idsOf(lines())).toEqual(['a', 'b'])
    expect(log.record(allowed('c'))).toBe('full')
    await log.close()
  })

  it('starts to write when 64 KiB are there, not when the time is over', async () => {
    const log = await open({ flushMs: 60_000 })
    for (let i = 0; i < 500; i++) log.record(allowed(`id-${i}`))
    await expect.poll(() => lines().length).toBeGreaterThan(200)
    await log.flush()
    expect(lines().length).toBe(500)
  })

  it('rotates between lines and loses none', async () => {
    const log = await open({ maxBytes: 20_000, keep: 50 })
    const ids = Array.from({ length: 2000 }, (_, i) => `id-${i}`)
    for (const [i, id] of ids.entries()) {
      log.record(allowed(id))
      if (i % 50 === 49) await log.flush()
    }
    await log.close()
    const names = Array.from({ length: 50 }, (_, i) => `${path}.${50 - i}`).filter((name) => existsSync(name))
    expect(names.length).toBe(log.status().rotations)
    expect(names.length).toBeGreaterThan(10)
    expect([...names, path].flatMap((name) => idsOf(lines(name)))).toEqual(ids)
  })

  it('goes on in the file of an earlier process', async () => {
    const first = await open()
    first.record(allowed('a'))
    await first.close()
    const second = await open()
    second.record(allowed('b'))
    await second.flush()
    expect(idsOf(lines())).toEqual(['a', 'b'])
  })
})

describe('folding', () => {
  it('writes the first of identical refusals at once, and the others as one counted record', async () => {
    const log = await open()
    for (const id of ['a', 'b', 'c', 'd']) expect(log.record(refused(id))).toBe('accepted')
    log.record(refused('x', 'other'))
    await log.flush()
    const counts = lines().map((line) => [line['id'], line['tool'], line['count']])
    expect(counts).toEqual([
      ['a', 't', 1],
      ['x', 'other', 1],
      ['d', 't', 3],
    ])
    expect(log.status()).toMatchObject({ folded: 3, lines: 3 })
  })

  it('does so by itself once a second, and then forgets', async () => {
    const log = await open()
    for (const id of ['a', 'b', 'c']) log.record(refused(id))
    await expect.poll(() => lines().map((line) => line['count'])).toEqual([1, 2])
    await pause(1100)
    log.record(refused('d'))
    await log.flush()
    expect(lines().map((line) => [line['id'], line['count']])).toEqual([
      ['a', 1],
      ['c', 2],
      ['d', 1],
    ])
  })

  it('keeps grants, rules and arguments apart, and never folds an allowed call', async () => {
    const log = await open()
    log.record(refused('a', 't', 'g1'))
    log.record(refused('b', 't', 'g2'))
    log.record({ ...refused('c'), args: [{ key: 'k', digest: 'x' }] })
    log.record({ ...refused('d'), args: [{ key: 'k', digest: 'y' }] })
    log.record(allowed('e'))
    log.record(allowed('f'))
    await log.flush()
    expect(idsOf(lines())).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('counts requests of nobody by reason', async () => {
    const log = await open()
    for (let i = 0; i < 50; i++)
      log.record({ type: 'unidentified', at: i, reason: i % 2 === 0 ? 'unknown_token' : 'foreign_origin', count: 1 })
    expect(lines()).toEqual([])
    await log.flush()
    expect(lines().map((line) => [line['type'], line['reason'], line['count']])).toEqual([
      ['unidentified', 'unknown_token', 25],
      ['unidentified', 'foreign_origin', 25],
    ])
  })

  it('stays bounded when reasons and refusals are of ever new kinds', async () => {
    const log = await open()
    for (let i = 0; i < 500; i++) log.record({ type: 'unidentified', at: i, reason: `r${i}`, count: 1 })
    for (let i = 0; i < 12_000; i++)
      expect(log.record(refused(`${i}`, `tool-${i}`, `grant-${i % 200}`))).toBe('accepted')
    await log.flush()
    const all = lines()
    expect(all.filter((line) => line['type'] === 'unidentified').length).toBe(65)
    expect(all.find((line) => line['reason'] === 'other')?.['count']).toBe(436)
    expect(idsOf(all).length).toBe(12_000)
  })

  it('writes at the end what is still counted', async () => {
    const log = await open()
    for (const id of ['a', 'b', 'c']) log.record(refused(id))
    await log.close()
    expect(lines().map((line) => line['count'])).toEqual([1, 2])
  })
})
