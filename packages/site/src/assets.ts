/** The files that pages load: one style sheet, client scripts, the icon. Read and digested once. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** A file as it is served. */
export interface Asset {
  readonly body: string
  readonly type: string
}

/** All files and where they are. */
export interface Assets {
  /** By address: `/assets/<digest>/site.css`. The digest is of all files, so scripts may import each other by name. */
  readonly files: ReadonlyMap<string, Asset>
  /** The address of a file: `urlOf('site.css')`, `urlOf('client/main.js')`. */
  readonly urlOf: (name: string) => string
}

const FOLDER = new URL('../assets/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
}

function namesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(new URL(folder, FOLDER))
    .filter((name) => name.endsWith(ending))
    .sort()
}

function read(path: string): string {
  return readFileSync(new URL(path, FOLDER), 'utf8')
}

/** Style sheets as they are written → one without comments, indentation and empty lines. */
function pack(sheet: string): string {
  return sheet.replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '').replace(/\s*\n\s*/g, '\n')
}

/** Reads every file of `assets`: the sheets in `css` become one, in the order of their names. */
export function loadAssets(): Assets {
  const sheet = namesIn('css/', '.css').map((name) => pack(read(`css/${name}`)))
  const bodies = new Map<string, string>([['site.css', sheet.join('\n')]])
  for (const name of namesIn('client/', '.js')) bodies.set(`client/${name}`, read(`client/${name}`))
  for (const name of namesIn('./', '.svg')) bodies.set(name, read(name))
  const digest = createHash('sha256')
  for (const [name, body] of bodies) digest.update(`${name}\0${body}\0`)
  const base = `/assets/${digest.digest('hex').slice(0, 12)}/`
  const typeOf = (name: string) => TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8'
  return {
    files: new Map([...bodies].map(([name, body]) => [`${base}${name}`, { body, type: typeOf(name) }])),
    urlOf: (name) => `${base}${name}`,
  }
}

/** The files of this version of the site. */
export const ASSETS: Assets = loadAssets()
