import { appendFileSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DecisionEvent } from '../ports/audit-sink.ts'
import { lineWriter } from '../store/jsonl/line.ts'
import { type LogOptions, printLog, registerLog } from './log.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-command-'))
  path = join(folder, 'decisions.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

const writer = lineWriter()
function decision(id: string, fields: Partial<DecisionEvent> = {}): string {
  const event: DecisionEvent = {
    ...{
      type: 'decision',
      id,
      at: 0,
      grant: 'laptop',
      server: 'klaviyo',
      era: 'modern',
      method: 'tools/call',
      tool: `tool-${id}`,
    },
    ...{
      effect: 'allow',
      code: undefined,
      rule: '/tools/x',
      policy: 'p',
      policyVersion: '1',
      args: [],
      micros: 80,
      count: 1,
      ...fields,
    },
  }
  return writer.decision(event, writer.decisionBody(event), event.count)
}
const refusal = (id: string, fields: Partial<DecisionEvent> = {}) =>
  decision(id, { effect: 'deny', code: 'policy_denied', rule: '(default deny)', ...fields })
const amount = (whole: number): number => whole * 1_000_000
const claimOf = (counter: string) => ({ counter, amount: amount(1), amountful: false, current: { from: 0, to: 1 } })
const outcome = (id: string, how: 'ok' | 'tool_error' = 'ok') =>
  writer.outcome({ type: 'outcome', id, at: 0, outcome: how, upstreamMicros: 4100, ownMicros: 90 })

async function printed(options: LogOptions = {}): Promise<string[]> {
  const rows: string[] = []
  const stop = new AbortController()
  await printLog(path, options, { write: (text) => rows.push(text), colour: false, stop: stop.signal })
  return rows.join('').split('\n').slice(0, -1)
}
const idsIn = (rows: readonly string[]) => rows.map((row) => /tool-(\w+)/.exec(row)?.[1])

describe('portcullis log', () => {
  it('prints a row for each decision, its outcome joined to it', async () => {
    const args = [
      { key: 'name', digest: 'x' },
      { key: '*', digest: undefined, count: 2 },
    ]
    writeFileSync(path, decision('a', { args }) + refusal('b', { count: 7 }) + outcome('a'))
    expect(await printed()).toEqual([
      '1970-01-01 00:00:00.000  laptop            klaviyo  tool-b                           deny   policy_denied  0.08 ms  (default deny) of p  ×7',
      '1970-01-01 00:00:00.000  laptop            klaviyo  tool-a                           allow  ok            4.10 ms + 0.09 ms  /tools/x of p  (name, +2)',
    ])
  })

  it('shows limits that come near, and on demand only those calls; programs get the marks as they are', async () => {
    const limited = (warnings: readonly (readonly [string, number])[], unwritten = false) =>
      ({
        counted: {
          claims: [claimOf('refunds')],
          warnings: warnings.map(([counter, max]) => ({ counter, rule: '/tools/x/limits/0', at: 0, max: amount(max) })),
          unwritten,
        },
      }) as unknown as Partial<DecisionEvent>
    const calls = [limited([['refunds', 500]]), limited([]), limited([], true)]
    writeFileSync(path, calls.map((each, at) => decision('abc'.charAt(at), each)).join(''))
    const rows = await printed({ warned: true })
    expect(idsIn(rows)).toEqual(['a', 'c'])
    expect(rows[0]).toContain('  refunds is near its limit of 500')
    expect(rows[1]).toContain('  went on without its counters')
    const [first = ''] = await printed({ json: true })
    expect(JSON.parse(first).warnings).toEqual([{ counter: 'refunds', rule: '/tools/x/limits/0', max: '500' }])
  })

  it('shows what a draft would have done, and on demand only where that is something else', async () => {
    const draft = (effect: 'allow' | 'ask' | 'deny') => ({
      shadow: { effect, code: undefined, rule: '/tools/y', policy: 'draft', policyVersion: '2' },
    })
    writeFileSync(
      path,
      refusal('a', draft('allow')) +
        refusal('b', draft('ask')) +
        refusal('c', draft('deny')) +
        refusal('d') +
        decision('e', draft('deny')),
    )
    expect((await printed()).map((row) => /would be .*/.exec(row)?.[0])).toEqual([
      'would be allowed by /tools/y of draft',
      undefined,
      undefined,
      undefined,
      'would be denied by /tools/y of draft',
    ])
    expect(idsIn(await printed({ shadow: true }))).toEqual(['a', 'e'])
    expect(idsIn(await printed({ shadow: true, effect: 'allow' }))).toEqual(['e'])
  })

  it('shows calls whose outcome did not come as unknown', async () => {
    writeFileSync(path, decision('a') + decision('b') + outcome('b', 'tool_error'))
    const rows = await printed()
    expect(idsIn(rows)).toEqual(['b', 'a'])
    expect(rows[0]).toContain('tool_error')
    expect(rows[1]).toContain('unknown')
  })

  it('gives one JSON object a decision, which a terminal can bear', async () => {
    writeFileSync(path, decision('a', { tool: 'x\u202e\u009b' }) + outcome('a') + decision('b'))
    const rows = await printed({ json: true })
    expect(rows.map((row) => JSON.parse(row))).toMatchObject([
      { v: 1, id: 'a', tool: 'x\u202e\u009b', outcome: 'ok', upstreamMicros: 4100, ownMicros: 90 },
      { id: 'b', outcome: 'unknown' },
    ])
    expect(rows.join('')).toMatch(/^[\x20-\x7e]+$/)
  })

  it('filters by grant and effect; other events are shown where they can belong to it', async () => {
    const nobody = writer.unidentified({ type: 'unidentified', at: 0, reason: 'unknown_token', count: 3 })
    const gap = writer.gap({ at: 0, since: 0, dropped: 9 })
    writeFileSync(path, decision('a') + outcome('a') + refusal('b') + refusal('c', { grant: 'ci' }) + nobody + gap)
    expect(idsIn(await printed({ grant: 'laptop' }))).toEqual(['a', 'b', undefined])
    expect(idsIn(await printed({ effect: 'allow' }))).toEqual(['a', undefined])
    const refusals = await printed({ effect: 'deny' })
    expect(idsIn(refusals)).toEqual(['b', 'c', undefined, undefined])
    expect(refusals[2]).toContain('unknown_token  ×3')
    expect(refusals[3]).toContain('9 records')
  })

  it('shows nothing that moves a terminal, and skips what is no record', async () => {
    writeFileSync(
      path,
      `${refusal('a', { tool: 'x\u001b[2J\n\u202e', grant: '\u009bg' })}{"v":1,"type":"deci\n\n[]\n{"v":9,"type":"decision"}\n`,
    )
    const rows = await printed()
    expect(rows.length).toBe(1)
    expect(rows[0]).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  it('has no rows where there is no log', async () => {
    expect(await printed()).toEqual([])
  })
})

describe('portcullis log over rotated files', () => {
  const fill = (): void => {
    for (let file = 3; file >= 0; file--) {
      let text = ''
      for (let i = 0; i < 500; i++)
        text += refusal(`${3 - file}x${i}`) + decision(`a${i}`, { effect: 'allow' }) + outcome(`a${i}`)
      writeFileSync(file === 0 ? path : `${path}.${file}`, text)
    }
  }

  it('prints all of it, oldest first', async () => {
    fill()
    const rows = await printed({ tail: 'all', effect: 'deny' })
    expect(idsIn(rows)).toEqual([0, 1, 2, 3].flatMap((file) => Array.from({ length: 500 }, (_, i) => `${file}x${i}`)))
  })

  it.each([1, 3, 500, 501, 1300])('prints the last %i that are asked for', async (tail) => {
    fill()
    const all = await printed({ tail: 'all', effect: 'deny' })
    expect(await printed({ tail, effect: 'deny' })).toEqual(all.slice(-tail))
  })

  it('prints the last 50 when nothing else is asked for', async () => {
    fill()
    expect((await printed()).length).toBe(50)
  })
})

describe('portcullis log --follow', () => {
  it('goes on as the log grows, through rotations and half lines, until it is stopped', async () => {
    writeFileSync(path, refusal('a'))
    const rows: string[] = []
    const stop = new AbortController()
    const end = printLog(path, { follow: true }, { write: (text) => rows.push(text), colour: false, stop: stop.signal })
    const seen = (ids: string[]) => expect.poll(() => idsIn(rows)).toEqual(ids)
    await seen(['a'])
    const line = refusal('b')
    appendFileSync(path, line.slice(0, 40))
    await pause(300)
    appendFileSync(path, line.slice(40))
    await seen(['a', 'b'])
    appendFileSync(path, refusal('c') + decision('d'))
    renameSync(path, `${path}.1`)
    writeFileSync(path, outcome('d') + refusal('e'))
    await seen(['a', 'b', 'c', 'd', 'e'])
    renameSync(`${path}.1`, `${path}.2`)
    renameSync(path, `${path}.1`)
    await pause(300)
    writeFileSync(path, refusal('f') + decision('g'))
    await seen(['a', 'b', 'c', 'd', 'e', 'f'])
    stop.abort()
    await end
    expect(idsIn(rows)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    expect(existsSync(path)).toBe(true)
  })
})

describe('labels', () => {
  const label = { category: 'destructive', risk: 'critical', source: 'derived' } as const

  it('are shown with their decisions, and chosen by category and risk', async () => {
    const mild = { category: 'read', risk: 'low', source: 'reviewed' } as const
    writeFileSync(path, refusal('a', { label }) + refusal('b', { label: mild }) + refusal('c'))
    expect((await printed()).map((row) => /ms {2}(\w+\/\w+)?/.exec(row)?.[1])).toEqual([
      'destructive/critical',
      'read/low',
      undefined,
    ])
    expect(idsIn(await printed({ category: 'destructive' }))).toEqual(['a'])
    expect(idsIn(await printed({ risk: 'low' }))).toEqual(['b'])
    expect(idsIn(await printed({ category: 'read', risk: 'critical' }))).toEqual([])
  })
})

describe('the command', () => {
  const run = (args: readonly string[], locate = vi.fn(() => path)) => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
    registerLog(program, locate)
    program.commands[0]?.exitOverride().configureOutput({ writeErr: () => undefined })
    return program.parseAsync(['log', ...args], { from: 'user' })
  }

  it('reads the log that the configuration names', async () => {
    writeFileSync(path, refusal('a'))
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const locate = vi.fn(() => path)
    await run(['-c', 'x.yaml', '--tail', '1', '--effect', 'deny', '--json'], locate)
    const text = write.mock.calls.map(([chunk]) => String(chunk)).join('')
    write.mockRestore()
    expect(locate).toHaveBeenCalledWith('x.yaml')
    expect(JSON.parse(text)).toMatchObject({ id: 'a', effect: 'deny' })
  })

  it.each([
    ['--tail', '0'],
    ['--tail', 'x'],
    ['--effect', 'ask'],
    ['--category', 'wirte'],
    ['--risk', 'severe'],
  ])('refuses %s %s', async (...args) => {
    await expect(run(args)).rejects.toThrow(/Give a number|"allow" or "deny"|is one of/)
  })
})
