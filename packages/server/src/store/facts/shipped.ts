/** The facts that ship with the catalogue, as lines. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FactLines, FactsHead } from '@portcullis/catalogue'

/** Where the facts lie beside a package's root. */
const FACTS = join('data', 'facts')

/** The places in which a folder above ours may hold the catalogue: an installed package, and its source tree. */
const PACKAGES = [join('node_modules', '@portcullis', 'catalogue'), 'catalogue']

/**
 * The folder of the facts that ship, found from this file upwards: the same from sources, from what is built of them, and
 * from an installed package. Throws where there is none: then the installation is damaged.
 */
export function shippedFolder(): string {
  const own = dirname(fileURLToPath(import.meta.url))
  for (let folder = own; ; folder = dirname(folder)) {
    const found = PACKAGES.map((name) => join(folder, name, FACTS)).find((at) => existsSync(join(at, 'head.json')))
    if (found !== undefined) return found
    if (dirname(folder) === folder) break
  }
  throw new Error(`The catalogue's facts were looked for from ${own} upwards and not found: install the package again.`)
}

/** The lines of a folder of shards and their head. Files are this project's own and are trusted. */
export function readFactFolder(folder: string): FactLines {
  const head: FactsHead = JSON.parse(readFileSync(join(folder, 'head.json'), 'utf8'))
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  const lines = names
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
  return { lines, head }
}

/** The facts that ship, in about 50 ms. */
export function readShippedFacts(): FactLines {
  return readFactFolder(shippedFolder())
}
