/**
 * The catalogue's reader of configurations as the browser runs it: the very modules that the server runs, so that both
 * read alike. They are plain modules without dependencies, and import one another by relative paths.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix } from 'node:path'

/** What pages import, from the folder of the compiled catalogue. */
const ENTRIES = ['stack/client-config.js', 'stack/bare-config.js']

const IMPORT = /(?:from|import)\s*['"](\.{1,2}\/[^'"]+)['"]/g

/** Modules by their paths below `base`. */
export interface Reader {
  /** `/stack/reader/<digest>/` */
  readonly base: string
  readonly modules: ReadonlyMap<string, string>
}

/** The folder of the compiled catalogue: beside its sources, or where its package is installed. */
function compiledFolder(): string {
  const index = createRequire(import.meta.url).resolve('@portcullis/catalogue')
  return join(dirname(index), '..', 'dist')
}

/** Reads the entries and everything that they import; undefined where the catalogue was not compiled yet. */
export function loadReader(folder: string = compiledFolder()): Reader | undefined {
  const modules = new Map<string, string>()
  const open = [...ENTRIES]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (modules.has(path)) continue
    const file = join(folder, path)
    if (!existsSync(file)) return undefined
    const text = readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
    modules.set(path, text)
    for (const [, to = ''] of text.matchAll(IMPORT)) open.push(posix.join(posix.dirname(path), to))
  }
  const digest = createHash('sha256')
  for (const [path, text] of modules) digest.update(`${path}\0${text}\0`)
  return { base: `/stack/reader/${digest.digest('hex').slice(0, 12)}/`, modules }
}
