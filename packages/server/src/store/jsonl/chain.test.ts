import { appendFileSync, write as fsWrite, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyLog } from '../../control/audit/verify/verify-log.ts'
import type { DecisionEvent } from '../../ports/audit-sink.ts'
import { systemClock } from '../../ports/clock.ts'
import { DECISION_LOG_DEFAULTS, type DecisionLogOptions, openDecisionLog } from './decision-log.ts'
import { readSeal } from './seal.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chain-'))
  path = join(folder, 'decisions.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

const decision = (id: string): DecisionEvent => ({
  ...{ type: 'decision', id, at: 1000, grant: 'g', server: 's', era: 'modern', method: 'tools/call', tool: 't' },
  ...{
    effect: 'allow',
    code: undefined,
    rule: '/tools/t',
    policy: 'p',
    policyVersion: '1',
    args: [],
    micros: 5,
    count: 1,
  },
})
async function record(ids: readonly string[], options: Partial<DecisionLogOptions> = {}): Promise<void> {
  const log = await openDecisionLog({
    ...DECISION_LOG_DEFAULTS,
    path,
    clock: systemClock,
    chain: 'local/w/b',
    ...options,
  })
  for (const id of ids) log.record(decision(id))
  await log.close()
}
const verified = (files = [path]) =>
  verifyLog({ organisation: 'local', files, expected: { heads: new Map(), tombstones: [] } })
const seals = () =>
  readFileSync(path, 'latin1')
    .split('\n')
    .flatMap((line) => readSeal(line)?.seal ?? [])

describe('the chain of a log', () => {
  it('begins with a seal of nothing, and goes on over starts of the process', async () => {
    await record(['a', 'b'])
    await record(['c'], { chain: 'local/w/c' })
    expect(seals().map(({ seq, records, chain }) => [seq, records, chain])).toEqual([
      [1, 0, 'local/w/b'],
      [2, 2, 'local/w/b'],
      [3, 1, 'local/w/c'],
    ])
    expect(await verified()).toMatchObject({ records: 3, first: 1, last: 3, before: 0, unsealed: 0, findings: [] })
  })

  it('takes one hash for a flush, however many records it has', async () => {
    const log = await openDecisionLog({ ...DECISION_LOG_DEFAULTS, path, clock: systemClock, flushMs: 60_000 })
    for (let i = 0; i < 100; i++) log.record(decision(`id-${i}`))
    await log.close()
    expect(seals().map(({ records }) => records)).toEqual([0, 100])
  })

  it('says what was written before there were seals, and leaves it as it is', async () => {
    writeFileSync(path, '{"v":1,"type":"outcome"}\n{"v":1,"type":"outcome"}\n', { mode: 0o600 })
    await record(['a'])
    expect(await verified()).toMatchObject({ before: 2, records: 1, findings: [] })
  })

  it('covers what a crash left behind, half a line included, with the next seal', async () => {
    await record(['a'])
    appendFileSync(path, '{"v":1,"type":"outcome","id":"a"}\n{"v":1,"type":"de')
    expect(await verified()).toMatchObject({ unsealed: 2, findings: [] })
    await record(['b'])
    expect(seals().at(-1)).toMatchObject({ records: 3 })
    expect(await verified()).toMatchObject({ unsealed: 0, findings: [] })
    writeFileSync(
      path,
      readFileSync(path, 'latin1').replace('"id":"a"}\n{"v":1,"type":"de', '"id":"b"}\n{"v":1,"type":"de'),
    )
    expect((await verified()).findings).toMatchObject([{ kind: 'edited' }])
  })

  it('is whole after a write that broke off within a line, and was done again', async () => {
    let writes = 0
    const log = await openDecisionLog({
      ...{ ...DECISION_LOG_DEFAULTS, path, clock: systemClock },
      write: (fd, bytes) => {
        writes++
        if (writes === 2) return Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
        const length = writes === 1 ? 700 : bytes.length
        return new Promise((resolve, reject) => {
          fsWrite(fd, bytes, 0, length, null, (error, written) => (error === null ? resolve(written) : reject(error)))
        })
      },
    })
    for (let i = 0; i < 20; i++) log.record(decision(`id-${i}`))
    await log.flush()
    await expect.poll(() => log.status().queuedBytes).toBe(0)
    await log.close()
    const text = readFileSync(path, 'latin1')
    expect(text.split('\n').filter((line) => line !== '' && !line.endsWith('}'))).toHaveLength(1)
    expect(await verified()).toMatchObject({ records: 20, findings: [] })
    writeFileSync(path, text.replace('id-3', 'id-4'))
    expect((await verified()).findings).toMatchObject([{ kind: 'edited' }])
  })
})
