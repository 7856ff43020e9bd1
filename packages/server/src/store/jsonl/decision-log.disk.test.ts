import { write as fsWrite, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DecisionEvent, OutcomeEvent } from '../../ports/audit-sink.ts'
import { systemClock } from '../../ports/clock.ts'
import {
  DECISION_LOG_DEFAULTS,
  type DecisionLogOptions,
  type JsonlDecisionLog,
  openDecisionLog,
} from './decision-log.ts'
import type { WriteBytes } from './log-file.ts'

/** Real files, and writes that fail, stop short or wait when told to. */
interface UnreliableDisk {
  readonly write: WriteBytes
  /** Every write fails with this code. */
  fail(code: string): void
  /** The next `writes` are done, then all fail. */
  failAfter(writes: number, code: string): void
  /** No write takes more than so many bytes. */
  shorten(bytes: number): void
  /** Writes wait until `release`. */
  hold(): void
  release(): void
  /** Everything works again. */
  work(): void
}

function unreliableDisk(): UnreliableDisk {
  let code: string | undefined
  let grace = 0
  let longest = Number.POSITIVE_INFINITY
  let held: Promise<void> = Promise.resolve()
  let release = (): void => undefined
  return {
    async write(fd, bytes) {
      await held
      if (code !== undefined && grace-- <= 0)
        throw Object.assign(new Error(`${code}: no write for this test`), { code })
      return new Promise((resolve, reject) => {
        fsWrite(fd, bytes, 0, Math.min(longest, bytes.length), null, (error, written) =>
          error === null ? resolve(written) : reject(error),
        )
      })
    },
    fail(next) {
      code = next
      grace = 0
    },
    failAfter(writes, next) {
      code = next
      grace = writes
    },
    shorten(bytes) {
      longest = bytes
    },
    hold() {
      held = new Promise((resolve) => {
        release = resolve
      })
    },
    release: () => release(),
    work() {
      code = undefined
      longest = Number.POSITIVE_INFINITY
    },
  }
}

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

describe('a disk that is full, slow or broken', () => {
  const recordUntilFull = (log: JsonlDecisionLog, grants: number): string[] => {
    const taken: string[] = []
    for (let i = 0; i < 10_000; i++) {
      if (log.record(allowed(`id-${i}`, `grant-${i % grants}`)) === 'full') return taken
      taken.push(`id-${i}`)
    }
    throw new Error('the queue has no end')
  }

  it('[log.full] refuses by default once the queue is full, says so, and loses nothing of what it took', async () => {
    const disk = unreliableDisk()
    const log = await open({ write: disk.write, queueBytes: 100_000 })
    disk.fail('ENOSPC')
    const taken = recordUntilFull(log, 100)
    expect(log.status().queuedBytes).toBeGreaterThan(90_000)
    expect(log.record(allowed('lost', 'grant-0'))).toBe('full')
    await expect.poll(() => log.status()).toMatchObject({ failing: true, dropped: 2 })
    expect(log.status().lastError?.text).toContain('ENOSPC')
    disk.work()
    await expect.poll(() => log.status()).toMatchObject({ failing: false, queuedBytes: 0 })
    expect(log.record(allowed('later'))).toBe('accepted')
    await log.flush()
    expect(idsOf(lines())).toEqual([...taken, 'later'])
    expect(
      lines()
        .filter((line) => line['type'] === 'gap')
        .map((line) => line['dropped']),
    ).toEqual([2])
  })

  it('goes on where it was told to, and says afterwards how many records are missing', async () => {
    const disk = unreliableDisk()
    const log = await open({ write: disk.write, queueBytes: 20_000, onFull: 'continue' })
    disk.fail('ENOSPC')
    for (let i = 0; i < 1000; i++)
      expect(log.record({ ...allowed(`id-${i}`, `grant-${i % 50}`), at: 5000 + i })).toBe('accepted')
    const { dropped, lines: taken } = log.status()
    expect(dropped).toBe(1000 - taken)
    expect(dropped).toBeGreaterThan(500)
    disk.work()
    await expect.poll(() => lines().at(-1)?.['type']).toBe('gap')
    expect(lines().at(-1)).toMatchObject({ dropped, since: new Date(5000 + taken).toISOString() })
    expect(idsOf(lines()).length).toBe(taken)
  })

  it('takes the outcome of a call that was recorded, even then', async () => {
    const disk = unreliableDisk()
    const log = await open({ write: disk.write, queueBytes: 20_000 })
    disk.fail('ENOSPC')
    const taken = recordUntilFull(log, 40)
    for (const id of taken.slice(-10)) expect(log.record(ended(id))).toBe('accepted')
    disk.work()
    await expect.poll(() => log.status().queuedBytes).toBe(0)
    expect(lines().filter((line) => line['type'] === 'outcome').length).toBe(10)
  })

  it('keeps space for the others when one grant fills the queue', async () => {
    const disk = unreliableDisk()
    const log = await open({ write: disk.write, queueBytes: 100_000 })
    disk.fail('EIO')
    recordUntilFull(log, 1)
    expect(log.record(allowed('quiet', 'another grant'))).toBe('accepted')
    expect(log.record(allowed('loud', 'grant-0'))).toBe('full')
  })

  it('writes on where a short write stopped', async () => {
    const disk = unreliableDisk()
    const log = await open({ write: disk.write })
    disk.shorten(97)
    for (let i = 0; i < 200; i++) log.record(allowed(`id-${i}`))
    await log.flush()
    expect(idsOf(lines())).toEqual(Array.from({ length: 200 }, (_, i) => `id-${i}`))
  })

  it.each([
    ['ENOSPC', 0],
    ['EIO', 1],
  ])('goes on after a short write and %s within a line, with %i half lines left', async (code, halves) => {
    const disk = unreliableDisk()
    const log = await open({ write: disk.write })
    disk.shorten(1000)
    disk.failAfter(1, code)
    const ids = Array.from({ length: 100 }, (_, i) => `id-${i}`)
    for (const id of ids) log.record(allowed(id))
    await log.flush()
    expect(log.status()).toMatchObject({ failing: true, writtenBytes: 0 })
    disk.work()
    await expect.poll(() => log.status().queuedBytes).toBe(0)
    const all = readFileSync(path, 'latin1').split('\n').slice(0, -1)
    const whole = all.filter((line) => line.endsWith('}') && !line.includes('"type":"seal"'))
    expect(all.filter((line) => !line.endsWith('}')).length).toBe(halves)
    expect(whole.map((line) => JSON.parse(line).id)).toEqual(ids)
  })

  it('ends in bounded time when the disk does not come back, and says what is lost', async () => {
    const disk = unreliableDisk()
    const log = await open({ write: disk.write })
    disk.fail('EIO')
    log.record(allowed('a'))
    await log.flush()
    await log.close()
    expect(log.status().lastError?.text).toMatch(/^\d+ bytes of the decision log could not be written/)
  })

  it('takes records while a write is in flight', async () => {
    const disk = unreliableDisk()
    const log = await open({ write: disk.write })
    disk.hold()
    log.record(allowed('a'))
    const flushed = log.flush()
    log.record(allowed('b'))
    expect(log.status().queuedBytes).toBeGreaterThan(0)
    disk.release()
    await flushed
    expect(idsOf(lines())).toContain('a')
    await log.flush()
    expect(idsOf(lines())).toEqual(['a', 'b'])
  })
})
