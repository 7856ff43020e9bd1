/**
 * Writes the facts that the catalogue ships:
 *
 *     npm run catalogue:import -- [--day YYYY-MM-DD] [--into FOLDER] [--anew] [FILE…]
 *
 * Files are JSON Lines, gzipped or not, of servers, names and tools (the shapes that `packages/catalogue/data/README.md`
 * tells), or JSON with a server and all its tools. Without files: the shared compilations. What is known already is kept
 * and added to; `--anew` begins with nothing. An operator's own imports are `portcullis catalogue import`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { type FactLines, type Found, gather, readDocument, readEntries, writeShards } from '@portcullis/catalogue'
import { readFactFolder } from '../packages/server/src/store/facts/shipped.ts'

const root = resolve(import.meta.dirname, '..')
const SHARED = resolve(root, '../shared/data')
const FILES = [
  'catalogue/servers.jsonl.gz',
  'catalogue/names.jsonl.gz',
  'catalogue/tools.jsonl.gz',
  'klaviyo-tools.json',
]

/** To which whatever names no source of its own is put down: names and schemas as a live server answered them. */
const LISTED = { source: 'tools-list', license: 'identifiers only' }

function textOf(file: string): string {
  const bytes = readFileSync(file)
  const content = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
  return content.toString('utf8')
}

function foundIn(file: string): readonly Found[] {
  const { found, dropped } = readDocument(textOf(file), LISTED)
  const left = [...dropped].map(([why, count]) => `${count} × ${why}`)
  console.log(`${file}: ${found.length} taken, dropped: ${left.join(', ') || 'none'}`)
  return found
}

function knownIn(folder: string): FactLines | undefined {
  return existsSync(resolve(folder, 'head.json')) ? readFactFolder(folder) : undefined
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      day: { type: 'string', default: new Date().toISOString().slice(0, 10) },
      into: { type: 'string', default: resolve(root, 'packages/catalogue/data/facts') },
      anew: { type: 'boolean', default: false },
    },
  })
  const files =
    positionals.length > 0 ? positionals.map((file) => resolve(file)) : FILES.map((name) => resolve(SHARED, name))
  const before = knownIn(values.into)
  const known = before === undefined || values.anew ? [] : readEntries(before.lines, before.head)
  const { servers, counts } = gather(known, files.flatMap(foundIn), values.day)
  // Sources keep their places, so that a new one changes no line but its own.
  const base = before && { ...before.head, day: values.anew ? values.day : before.head.day }
  const { head, shards } = writeShards(servers, base)
  mkdirSync(values.into, { recursive: true })
  writeFileSync(resolve(values.into, 'head.json'), `${JSON.stringify(head, undefined, 2)}\n`)
  for (const [name, text] of shards) writeFileSync(resolve(values.into, name), text)
  const sizes = [...shards.values()].map((text) => Buffer.byteLength(text))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log({ ...counts })
  console.log(
    `${(total / 1e6).toFixed(2)} MB in ${sizes.length} files, the largest ${(Math.max(...sizes) / 1e3).toFixed(0)} kB`,
  )
}

main()
