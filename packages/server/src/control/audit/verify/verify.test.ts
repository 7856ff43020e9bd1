import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAudit } from '../../../compose/audit.ts'
import type { DecisionEvent } from '../../../ports/audit-sink.ts'
import { openSql } from '../../../store/sql/open.ts'
import { SqliteFile } from '../../../store/sqlite-file.ts'
import { changeHash, NO_HASH } from '../../change/chain.ts'
import { verifyInstallation } from './verify.ts'
import { verifyChanges } from './verify-changes.ts'

const START = Date.UTC(2026, 2, 2, 12)
const settings = {
  audit: { anchor: undefined, anchorUrl: undefined, factsMonths: 12 },
  log: { file: '', maxBytes: 3000, keep: 3, flush: 5, bufferBytes: 1_000_000, onFull: 'refuse', digests: true },
} as const

const decision = (id: string, organisation?: string): DecisionEvent => ({
  ...{ type: 'decision', id, at: START, organisation, grant: 'g', server: 's', era: 'modern', method: 'tools/call' },
  ...{ tool: 't', effect: 'allow', code: undefined, rule: '/tools/t', policy: 'p', policyVersion: '1' },
  ...{ args: [], micros: 5, count: 1 },
})

async function write(folder: string, { starts = 2, flushes = 4, per = 3, keep = 3 } = {}): Promise<void> {
  let now = START
  for (let start = 0; start < starts; start++) {
    const audit = await openAudit({
      settings: {
        audit: { ...settings.audit, anchor: join(folder, '..', 'anchor.jsonl') },
        log: { ...settings.log, keep, file: join(folder, 'decisions.jsonl') },
      },
      folder,
      derive: () => Buffer.alloc(32, 7),
      clock: { now: () => ++now, monotonic: () => now },
      diagnose(text, cause) {
        throw new Error(text, { cause })
      },
    })
    const changes = await writeChanges(folder, start)
    audit.hear({ kind: 'change_heads', heads: [{ organisation: 'acme', ...changes }] })
    for (let flush = 0; flush < flushes; flush++) {
      for (let i = 0; i < per; i++) audit.log.record(decision(`${start}-${flush}-${i}`, i === 0 ? 'acme' : undefined))
      await audit.log.flush()
    }
    await audit.close()
  }
}

async function writeChanges(folder: string, start: number): Promise<{ seq: number; hash: string }> {
  const opened = await openSql({ kind: 'sqlite', path: join(folder, 'control.db') })
  if (opened.outcome === 'refused') throw new Error(opened.problem)
  const before = await opened.db.selectFrom('changes').select('hash').orderBy('seq', 'desc').executeTakeFirst()
  const open = {
    ...{ organisation: 'acme', seq: start + 1, at: START, actor_kind: 'system', actor: 'test', actor_name: 'test' },
    ...{ action: 'thing.change', object_kind: 'thing', object: 'x', detail: '{}', previous: before?.hash ?? NO_HASH },
  }
  const record = { ...open, hash: changeHash({ ...open, hash: '' }) }
  await opened.db.insertInto('changes').values(record).execute()
  await opened.close()
  return record
}

let root: string
let made: string
let whole: string
let publicKey: string
let anchor: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'verify-'))
  made = join(root, 'data')
  mkdirSync(made, { mode: 0o700 })
  anchor = join(root, 'anchor.jsonl')
  await write(made)
  whole = join(root, 'whole')
  cpSync(made, whole, { recursive: true })
  publicKey = readFileSync(join(made, 'audit.pub'), 'utf8')
})
afterAll(() => rmSync(root, { recursive: true }))

const verify = async (folder: string, withAnchor = true) => {
  const found = await verifyInstallation(
    { folder, log: join(folder, 'decisions.jsonl'), database: undefined },
    { anchor: withAnchor ? anchor : undefined, publicKey },
  )
  if ('problem' in found) throw new Error(found.problem)
  return found
}

const logs = (folder: string): string[] => [
  ...readdirSync(folder).filter((name) => name.startsWith('decisions.jsonl')),
  ...readdirSync(join(folder, 'decisions.d')).map((name) => join('decisions.d', name)),
]

/** Judged while it is damaged, and mended afterwards. */
async function damaged(damage: (folder: string) => void, withAnchor = true) {
  try {
    damage(made)
    return await verify(made, withAnchor)
  } finally {
    rmSync(made, { recursive: true })
    cpSync(whole, made, { recursive: true })
  }
}

/** The same of one file. */
async function damagedFile(file: string, damage: (bytes: Buffer) => Buffer | string, withAnchor = true) {
  const bytes = readFileSync(join(made, file))
  try {
    writeFileSync(join(made, file), damage(Buffer.from(bytes)))
    return await verify(made, withAnchor)
  } finally {
    writeFileSync(join(made, file), bytes)
  }
}

/** The same lines, one of them gone, twice there, or elsewhere. */
const rearrange = {
  remove: (lines: string[], at: number) => lines.toSpliced(at, 1),
  double: (lines: string[], at: number) => lines.toSpliced(at, 0, lines[at] ?? ''),
  exchange(lines: string[], at: number) {
    const from = at === 0 ? lines.length - 1 : at - 1
    const moved = lines[from] ?? ''
    return lines.length === 1 ? [...lines, ...lines] : lines.toSpliced(from, 1).toSpliced(at === 0 ? 0 : at, 0, moved)
  },
} as const

describe('audit verify', () => {
  it('finds a stopped installation complete up to its anchor, over several starts, files and organisations', async () => {
    const found = await verify(made)
    expect(found.findings).toEqual([])
    expect(found.anchored).toBe(found.checkpoint)
    expect(found.chains.map(({ kind, organisation, records }) => [kind, organisation, records])).toEqual([
      ['log', 'local', 16],
      ['log', 'acme', 8],
      ['changes', 'acme', 2],
    ])
    expect(logs(made).length).toBeGreaterThan(3)
  })

  it('finds any byte that was changed in any file', async () => {
    const files = [...logs(made), 'checkpoints.jsonl']
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 1, max: 255 }),
        async (file, place, by) => {
          const found = await damagedFile(file, (bytes) => {
            const at = Math.floor(place * bytes.length)
            bytes[at] = (bytes[at] ?? 0) ^ by
            return bytes
          })
          expect(found.findings.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('finds lines that were removed, doubled or exchanged, also without an anchor', async () => {
    const files = [...logs(made), 'checkpoints.jsonl']
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.constantFrom('remove' as const, 'double' as const, 'exchange' as const),
        async (file, place, how) => {
          const rearranged = (bytes: Buffer): string => {
            const lines = bytes.toString('latin1').split('\n').slice(0, -1)
            return `${rearrange[how](lines, place % lines.length).join('\n')}\n`
          }
          const found = await damagedFile(file, rearranged, file === 'checkpoints.jsonl')
          expect(found.findings.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('finds a file that is gone or stands in for another', async () => {
    const files = logs(made)
    for (const file of [...files, 'control.db', 'checkpoints.jsonl']) {
      const found = await damaged((folder) => rmSync(join(folder, file)))
      expect(found.findings.length, file).toBeGreaterThan(0)
    }
    const [one = '', other = ''] = files
    const found = await damaged((folder) => {
      cpSync(join(whole, one), join(folder, other))
      cpSync(join(whole, other), join(folder, one))
    })
    expect(found.findings.length).toBeGreaterThan(0)
  })

  it('finds a log that was cut back to an earlier seal, by a checkpoint of the folder or of the anchor', async () => {
    const cut = (folder: string): void => {
      const path = join(folder, 'decisions.jsonl')
      const text = readFileSync(path, 'latin1')
      const end = text.lastIndexOf('"type":"seal"', text.lastIndexOf('"type":"seal"') - 1)
      writeFileSync(path, text.slice(0, text.indexOf('\n', end) + 1))
    }
    expect((await damaged(cut, false)).findings.map(({ kind }) => kind)).toEqual(['missing'])
    const both = await damaged((folder) => {
      cut(folder)
      const path = join(folder, 'checkpoints.jsonl')
      writeFileSync(path, `${readFileSync(path, 'latin1').split('\n')[0]}\n`)
    })
    expect(both.findings.length).toBeGreaterThan(0)
  })

  it('says what no seal covers: lines of a crash', async () => {
    const found = await damaged((folder) => appendFileSync(join(folder, 'decisions.jsonl'), '{"v":1,"type":"outc'))
    expect(found.findings).toEqual([])
    expect(found.chains[0]).toMatchObject({ organisation: 'local', unsealed: 1 })
  })

  it('finds a change that was edited in the database', async () => {
    const found = await damaged((folder) => {
      const file = new SqliteFile(join(folder, 'control.db'))
      file.prepare("UPDATE changes SET actor_name = 'somebody else' WHERE seq = 1").run()
      file.close()
    })
    expect(found.findings.map(({ kind }) => kind)).toEqual(['edited'])
  })

  it('takes files that were dropped for want of space for what they are', async () => {
    const folder = join(mkdtempSync(join(root, 'drop-')), 'data')
    mkdirSync(folder, { mode: 0o700 })
    await write(folder, { flushes: 60, per: 3, keep: 1, starts: 1 })
    const found = await verifyInstallation(
      { folder, log: join(folder, 'decisions.jsonl'), database: undefined },
      { anchor: undefined, publicKey: undefined },
    )
    expect(found).toMatchObject({ findings: [], key: { given: false } })
    if ('problem' in found) throw new Error(found.problem)
    expect(found.chains[0]?.droppedTo).toBeGreaterThan(10)
  })
})

describe('a restored database', () => {
  const record = (seq: number, previous: string, action: string, at: number) => {
    const open = {
      ...{ organisation: 'acme', seq, at, actor_kind: 'machine', actor: 'x', actor_name: 'x', action },
      ...{ object_kind: 'thing', object: 'x', detail: '{}', previous, hash: '' },
    }
    return { ...open, hash: changeHash(open) }
  }
  const first = record(1, NO_HASH, 'thing.change', START)
  const seen = {
    heads: new Map([[3, { hash: 'f'.repeat(64), at: new Date(START + 5).toISOString() }]]),
    tombstones: [],
  }

  it('begins a new segment: what a checkpoint saw after the backup is said to be missing, and is no finding', () => {
    const restored = record(2, first.hash, 'installation.restore', START + 10)
    const after = record(3, restored.hash, 'thing.change', START + 20)
    const report = verifyChanges('acme', [first, restored, after], seen)
    expect(report).toMatchObject({ findings: [], restored: [new Date(START + 10).toISOString()] })
  })

  it('is found where nothing says that it was restored', () => {
    const after = record(2, first.hash, 'thing.change', START + 20)
    expect(verifyChanges('acme', [first, after], seen).findings).toMatchObject([{ kind: 'missing' }])
  })

  it('may lack old records where a record of the chain says so', () => {
    const second = record(2, first.hash, 'thing.change', START)
    const until = { until: { seq: 1, hash: first.hash } }
    const open = { ...record(3, second.hash, 'changes.drop', START), detail: JSON.stringify(until), hash: '' }
    const drop = { ...open, hash: changeHash(open) }
    const none = { heads: new Map(), tombstones: [] }
    expect(verifyChanges('acme', [second, drop], none)).toMatchObject({ findings: [], droppedTo: 1 })
    expect(verifyChanges('acme', [second], none).findings).toMatchObject([{ kind: 'missing' }])
  })
})
