import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openAudit } from '../../../compose/audit.ts'
import type { DecisionEvent } from '../../../ports/audit-sink.ts'
import { openLogWriter } from '../../../store/jsonl/log-writer.ts'
import { DATABASES } from '../../../store/sql/testing/databases.contract.ts'
import { createLagMeter } from '../index/lag.ts'
import { createTail } from '../index/tail.ts'
import { verifyInstallation } from './verify.ts'

const AT = Date.UTC(2026, 2, 2, 12)
const postgres = DATABASES.find(({ name }) => name === 'PostgreSQL')

const decision = (id: string): DecisionEvent => ({
  ...{ type: 'decision', id, at: AT, organisation: undefined, grant: 'g', server: 's', era: 'modern' },
  ...{ method: 'tools/call', tool: 't', effect: 'allow', code: undefined, rule: '/tools/t', policy: 'p' },
  ...{ policyVersion: '1', args: [], micros: 5, count: 1 },
})

/** Some flushes of a gateway's log. */
async function write(folder: string): Promise<void> {
  mkdirSync(folder, { mode: 0o700 })
  let now = AT
  const audit = await openAudit({
    settings: {
      audit: { anchor: undefined, anchorUrl: undefined, factsMonths: 12 },
      log: {
        ...{ file: join(folder, 'decisions.jsonl'), maxBytes: 1e6, keep: 3, flush: 5, bufferBytes: 1e6 },
        ...{ onFull: 'refuse', digests: true },
      },
    },
    folder,
    derive: () => Buffer.alloc(32, 7),
    clock: { now: () => ++now, monotonic: () => now },
    diagnose: () => undefined,
  })
  for (let flush = 0; flush < 4; flush++) {
    audit.log.record(decision(`${folder}-${flush}`))
    await audit.log.flush()
  }
  await audit.close()
}

describe('verification of one of several gateways', () => {
  if (postgres === undefined || postgres.skipped !== undefined)
    return it.skip(postgres?.skipped ?? 'there is no PostgreSQL', () => undefined)

  it('[audit.seen] finds that a log was cut back which the database saw whole, and names the logs of others', async () => {
    const opened = await postgres.open()
    const root = mkdtempSync(join(tmpdir(), 'seen-'))
    onTestFinished(async () => {
      await opened.close()
      rmSync(root, { recursive: true })
    })
    for (const name of ['a', 'b']) {
      const folder = join(root, name)
      await write(folder)
      const log = join(folder, 'decisions.jsonl')
      const { id, knownAs } = openLogWriter(folder, log)
      const onWritten = () => undefined
      await createTail({ db: opened.db, log, writer: id, knownAs, meter: createLagMeter(), onWritten }).read()
    }
    const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(opened.db)
    const url = new URL(process.env['TEST_POSTGRES_URL'] ?? '')
    url.searchParams.set('options', `-c search_path=${rows[0]?.name}`)
    const folder = join(root, 'a')
    const log = join(folder, 'decisions.jsonl')
    const verify = async (database: string | undefined) => {
      const found = await verifyInstallation({ folder, log, database }, { anchor: undefined, publicKey: undefined })
      if ('problem' in found) throw new Error(found.problem)
      return found
    }
    const whole = await verify(url.href)
    expect(whole.findings).toEqual([])
    expect(whole.others).toMatchObject([
      { organisation: 'local', knownAs: expect.stringContaining('/b/decisions.jsonl') },
    ])

    // Whoever has the folder cuts the log back, and the checkpoints with it.
    const text = readFileSync(log, 'latin1')
    const last = text.lastIndexOf('"type":"seal"', text.lastIndexOf('"type":"seal"') - 1)
    writeFileSync(log, text.slice(0, text.indexOf('\n', last) + 1))
    rmSync(join(folder, 'checkpoints.jsonl'))
    expect((await verify(undefined)).findings).toEqual([])
    expect((await verify(url.href)).findings.map(({ kind }) => kind)).toEqual(['missing'])
  })
})
