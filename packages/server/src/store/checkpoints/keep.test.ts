import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSigner, signatureJudge } from '../../crypto/signing.ts'
import { type Anchor, fileAnchor, urlAnchor } from './anchor.ts'
import { type ChainHead, isSigned, readEntry } from './entry.ts'
import { openJournal } from './journal.ts'
import { type Checkpoints, keepCheckpoints } from './keep.ts'

let folder: string
let now = Date.UTC(2026, 2, 2)
let heads: ChainHead[]
let told: string[]
const open: Checkpoints[] = []
const signer = createSigner(Buffer.alloc(32, 5))
const judge = signatureJudge(signer.publicKey)!

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoints-'))
  heads = [head(1)]
  told = []
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
  rmSync(folder, { recursive: true })
})

const head = (seq: number): ChainHead => ({
  kind: 'log',
  organisation: 'local',
  seq,
  hash: String(seq).padStart(64, '0'),
})
const journalPath = () => join(folder, 'checkpoints.jsonl')
const linesOf = (path: string) => readFileSync(path, 'latin1').split('\n').slice(0, -1)
async function keep(anchors: readonly Anchor[] = []): Promise<Checkpoints> {
  const journal = await openJournal({ path: journalPath(), signer, clock: { now: () => ++now } })
  const kept = keepCheckpoints({
    ...{ journal, anchors, heads: async () => heads, every: 1e9 },
    diagnose: (text) => void told.push(text),
  })
  open.push(kept)
  return kept
}

describe('checkpoints', () => {
  it('are made where something happened, signed, each with the hash of the one before', async () => {
    const kept = await keep()
    await kept.make()
    await kept.make()
    heads = [head(2)]
    await kept.make()
    await kept.tombstone({ organisation: 'local', until: head(1), why: 'age' })
    const entries = linesOf(journalPath()).map((line) => readEntry(line)!)
    expect(entries.map(({ seq, says }) => [seq, says.type])).toEqual([
      [1, 'checkpoint'],
      [2, 'checkpoint'],
      [3, 'tombstone'],
    ])
    expect(entries.every((entry) => isSigned(entry, judge))).toBe(true)
    const forged = { ...entries[0]!, line: entries[0]!.line.replace('"seq":1', '"seq":9') }
    expect(isSigned(forged, judge)).toBe(false)
    expect(statSync(journalPath()).mode & 0o777).toBe(0o600)
  })

  it('go on after a start, and half a line of a crash is taken away', async () => {
    await (await keep()).close()
    appendFileSync(journalPath(), '{"v":1,"type":"check')
    heads = [head(2)]
    await (await keep()).close()
    const [first, second] = linesOf(journalPath()).map((line) => readEntry(line)!)
    expect([first?.seq, second?.seq]).toEqual([1, 2])
    expect(linesOf(journalPath())).toHaveLength(2)
  })

  it('reach a file outside, also what it missed while it was away', async () => {
    const away = join(folder, 'away')
    const kept = await keep([fileAnchor(join(away, 'anchor.jsonl'))])
    await kept.make()
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('ENOENT')
    mkdirSync(away)
    heads = [head(2)]
    await kept.make()
    expect(linesOf(join(away, 'anchor.jsonl'))).toEqual(linesOf(journalPath()))
    // Cut off, it gets again what it lacks; and half a line is left behind.
    const [first = ''] = linesOf(journalPath())
    writeFileSync(join(away, 'anchor.jsonl'), `${first}\n{"v":1,"ty`)
    heads = [head(3)]
    await kept.make()
    expect(linesOf(join(away, 'anchor.jsonl')).filter((line) => line.endsWith('}'))).toEqual(linesOf(journalPath()))
  })

  it('tell the chains with news; the first of a process tells all', async () => {
    const other: ChainHead = { ...head(7), organisation: 'acme' }
    heads = [head(1), other]
    const kept = await keep()
    await kept.make()
    heads = [head(2), other]
    await kept.make()
    const told = linesOf(journalPath()).map((line) => {
      const says = readEntry(line)?.says
      return says?.type === 'checkpoint' ? says.heads.map(({ organisation, seq }) => `${organisation} ${seq}`) : []
    })
    expect(told).toEqual([['acme 7', 'local 1'], ['local 2']])
  })
})

describe('an address outside', () => {
  let server: Server
  let bodies: string[]
  let status = 204
  beforeEach(async () => {
    bodies = []
    status = 204
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        bodies.push(body)
        response.writeHead(status).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  it('gets every checkpoint; what it did not take comes again', async () => {
    const kept = await keep([urlAnchor(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a?key=hidden`)])
    await kept.make()
    status = 500
    heads = [head(2)]
    await kept.make()
    status = 200
    heads = [head(3)]
    await kept.make()
    expect(
      bodies.map((body) =>
        body
          .trimEnd()
          .split('\n')
          .map((line) => readEntry(line)?.seq),
      ),
    ).toEqual([[1], [2], [2, 3]])
    expect(told).toHaveLength(1)
    expect(told[0]).not.toContain('hidden')
  })
})
