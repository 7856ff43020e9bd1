/**
 * Measures the search index over the facts that ship:
 *
 *     npm run catalogue:bench -- [FOLDER]
 *
 * Prints how long it takes to open, what it keeps in memory (run with `--expose-gc` for an exact figure), and p50 and p95
 * of 300 searches, half of them with a slip.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type CatalogueIndex, type FactsHead, openIndex } from '@portcullis/catalogue'

const QUERIES = 300
const ROUNDS = 3

function memory(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

function readLines(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  return names.sort().flatMap((name) => readFileSync(resolve(folder, name), 'utf8').split('\n'))
}

/** The same slip for the same word: a letter dropped, doubled, or swapped with its neighbour. */
function withSlip(word: string, kind: number): string {
  const at = 1 + ((word.length * 7 + kind) % Math.max(1, word.length - 2))
  if (kind % 3 === 0) return word.slice(0, at) + word.slice(at + 1)
  if (kind % 3 === 1) return word.slice(0, at) + word.charAt(at) + word.slice(at)
  return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2)
}

/** Queries as people type them, from the names that are there: every third a server's, the others a tool and its server. */
function queriesFrom(lines: readonly string[]): readonly string[] {
  const step = Math.floor(lines.length / QUERIES)
  return Array.from({ length: QUERIES }, (_, at) => {
    const line = lines[at * step] ?? ''
    const name = /^\{"[it]":"([^"]+)"/.exec(line)?.[1] ?? 'klaviyo'
    const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word.length > 2)
    const chosen = words.slice(-3)
    return (
      at % 2 === 0 ? chosen : chosen.map((word, place) => (word.length > 4 ? withSlip(word, at + place) : word))
    ).join(' ')
  })
}

function times(index: CatalogueIndex, queries: readonly string[]): readonly number[] {
  const spent: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const query of queries) {
      const begun = performance.now()
      index.search(query, {}, 20)
      spent.push(performance.now() - begun)
    }
  }
  return spent.sort((a, b) => a - b)
}

function main(): void {
  const folder = resolve(process.argv[2] ?? resolve(import.meta.dirname, '../packages/catalogue/data/facts'))
  const before = memory()
  const begun = performance.now()
  const head: FactsHead = JSON.parse(readFileSync(resolve(folder, 'head.json'), 'utf8'))
  const index = openIndex(readLines(folder), head)
  const opened = performance.now() - begun
  const kept = memory() - before
  const lines = readLines(folder)
  const spent = times(index, queriesFrom(lines))
  const at = (share: number) => (spent[Math.floor(spent.length * share)] ?? 0).toFixed(2)
  console.log(`${index.counts.servers} servers, ${index.counts.tools} tools`)
  console.log(`open, files included: ${opened.toFixed(0)} ms; memory kept: ${kept.toFixed(0)} MB`)
  console.log(`${spent.length} searches: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`)
}

main()
