/**
 * Writes the facts that the catalogue ships:
 *
 *     npm run catalogue:import -- [--day YYYY-MM-DD] [--into FOLDER] [--anew] [FILE…]
 *
 * Files are JSON Lines, gzipped or not: servers, names and tools of the shapes that `packages/catalogue/data/README.md`
 * tells. Without files: the shared compilations. What is known already is kept and added to; `--anew` begins with nothing.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { type FactsHead, gather, readLine, readShard, type ServerFacts, writeShards } from '@portcullis/catalogue'

const root = resolve(import.meta.dirname, '..')
const SHARED = resolve(root, '../shared/data/catalogue')
const FILES = ['servers.jsonl.gz', 'names.jsonl.gz', 'tools.jsonl.gz'].map((name) => resolve(SHARED, name))

function linesOf(file: string): readonly string[] {
  const bytes = readFileSync(file)
  const content = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
  return content
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}

function knownIn(folder: string): readonly ServerFacts[] {
  const headFile = resolve(folder, 'head.json')
  if (!existsSync(headFile)) return []
  const head: FactsHead = JSON.parse(readFileSync(headFile, 'utf8'))
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  return names.flatMap((name) => readShard(readFileSync(resolve(folder, name), 'utf8'), head))
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
  const files = positionals.length > 0 ? positionals.map((file) => resolve(file)) : FILES
  const found = files.flatMap((file) => {
    const lines = linesOf(file)
    const read = lines.flatMap((line) => readLine(line) ?? [])
    console.log(`${file}: ${lines.length} lines, ${lines.length - read.length} dropped`)
    return read
  })
  const { servers, counts } = gather(values.anew ? [] : knownIn(values.into), found, values.day)
  const { head, shards } = writeShards(servers)
  mkdirSync(values.into, { recursive: true })
  writeFileSync(resolve(values.into, 'head.json'), `${JSON.stringify(head, undefined, 2)}\n`)
  for (const [name, text] of shards) writeFileSync(resolve(values.into, name), text)
  const sizes = [...shards.values()].map((text) => Buffer.byteLength(text))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log(counts)
  console.log(
    `${(total / 1e6).toFixed(2)} MB in ${sizes.length} files, the largest ${(Math.max(...sizes) / 1e3).toFixed(0)} kB`,
  )
}

main()
