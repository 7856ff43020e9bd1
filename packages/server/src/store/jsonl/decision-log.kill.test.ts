import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../ports/clock.ts'
import { DECISION_LOG_DEFAULTS, openDecisionLog } from './decision-log.ts'

/** Records one call a millisecond and says of each, when it was taken. */
const program = `
  import { writeSync } from 'node:fs'
  import { openDecisionLog } from ${JSON.stringify(new URL('./decision-log.ts', import.meta.url).href)}
  const clock = { now: () => Date.now(), monotonic: () => performance.now() }
  const log = await openDecisionLog({ path: process.argv[1], maxBytes: 1e7, keep: 1, onFull: 'refuse', queueBytes: 1e6, flushMs: 20, clock })
  let id = 0
  setInterval(() => {
    const event = { type: 'decision', id: String(id++), at: Date.now(), grant: 'g', server: 's', era: 'modern', method: 'tools/call', tool: 't', effect: 'allow', args: [], micros: 1, count: 1 }
    if (log.record(event) === 'accepted') writeSync(1, event.id + ' ' + event.at + '\\n')
  }, 1)
`
/** Beside the flush time: scheduling on a busy machine. */
const SLACK = 200

let folder: string
let child: ChildProcessWithoutNullStreams | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'decision-log-kill-'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

it('[log.durable] loses one flush at most when the process is killed, and goes on after it', async () => {
  const path = join(folder, 'decisions.jsonl')
  child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program, path])
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  while (output.split('\n').length < 300) await pause(20)
  child.kill('SIGKILL')
  await new Promise((resolve) => child?.once('close', resolve))

  const taken = output
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
  const written = readFileSync(path, 'latin1')
    .split('\n')
    .slice(0, -1)
    .filter((line) => !line.includes('"type":"seal"'))
    .map((line) => JSON.parse(line).id)
  expect(written).toEqual(taken.slice(0, written.length).map(([id]) => String(id)))
  const [, firstLost = Number.NaN] = taken[written.length] ?? []
  const [, last = Number.NaN] = taken.at(-1) ?? []
  if (written.length < taken.length) expect(last - firstLost).toBeLessThan(DECISION_LOG_DEFAULTS.flushMs + SLACK)

  const log = await openDecisionLog({ ...DECISION_LOG_DEFAULTS, path, clock: systemClock })
  log.record({ type: 'outcome', id: 'after', at: 1, outcome: 'ok', upstreamMicros: 1, ownMicros: 1 })
  await log.close()
  const [record, seal] = readFileSync(path, 'latin1').trimEnd().split('\n').slice(-2)
  expect(JSON.parse(record ?? '').id).toBe('after')
  expect(JSON.parse(seal ?? '').type).toBe('seal')
})
