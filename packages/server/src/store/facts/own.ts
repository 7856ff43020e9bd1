/**
 * What the operator imported, under the data folder:
 *
 *     catalogue/current        which of the folders counts, and over which shipped facts it was gathered
 *     catalogue/facts-7/       a whole set of shards and their head, as they ship
 *
 * A new set gets a folder of its own, and counts from the moment in which `current` is replaced. An import that is
 * interrupted leaves what was there before.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { FactLines, FactsFiles } from '@portcullis/catalogue'
import { makePrivateFolder, replaceFile, writeSynced } from './private-file.ts'
import { readFactFolder } from './shipped.ts'

/** What was imported here. */
export interface OwnFacts extends FactLines {
  /** `digestOf` the shipped facts over which it was gathered. */
  readonly base: string
}

interface Current {
  readonly folder: string
  readonly base: string
}

const FOLDER = /^facts-(\d{1,15})$/

/** The part of the data folder in which imports are kept. */
export function ownFolder(dataFolder: string): string {
  return join(dataFolder, 'catalogue')
}

/** A digest of facts: tells whether they are those of another day. */
export function digestOf({ lines, head }: FactLines): string {
  const hash = createHash('sha256').update(JSON.stringify(head))
  for (const line of lines) hash.update(line)
  return hash.digest('hex')
}

function currentIn(folder: string): Current | undefined {
  let text: string
  try {
    text = readFileSync(join(folder, 'current'), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const [name = '', base = ''] = text.trim().split(' ')
  if (FOLDER.test(name)) return { folder: name, base }
  throw new Error(`${join(folder, 'current')} is damaged: delete the folder ${folder}, then import again.`)
}

/** What was imported; undefined where nothing was. Throws where a file is there and cannot be read. */
export function readOwnFacts(dataFolder: string): OwnFacts | undefined {
  const folder = ownFolder(dataFolder)
  for (let attempts = 3; ; attempts--) {
    const current = currentIn(folder)
    if (current === undefined) return undefined
    try {
      return { ...readFactFolder(join(folder, current.folder)), base: current.base }
    } catch (error) {
      // An import may just have replaced the set and taken the old one away.
      if (attempts === 0 || currentIn(folder)?.folder === current.folder) throw error
    }
  }
}

function numbersIn(folder: string): readonly number[] {
  return readdirSync(folder).flatMap((name) => {
    const [, number] = FOLDER.exec(name) ?? []
    return number === undefined ? [] : [Number(number)]
  })
}

/** Replaces what was imported by a new set; one writer at a time, see `import-lock.ts`. */
export function writeOwnFacts(dataFolder: string, { head, shards }: FactsFiles, base: string): void {
  const folder = ownFolder(dataFolder)
  makePrivateFolder(folder)
  const olds = numbersIn(folder)
  const name = `facts-${Math.max(0, ...olds) + 1}`
  makePrivateFolder(join(folder, name))
  for (const [shard, text] of shards) if (text !== '') writeSynced(join(folder, name, shard), text)
  writeSynced(join(folder, name, 'head.json'), `${JSON.stringify(head, undefined, 2)}\n`)
  replaceFile(join(folder, 'current'), `${name} ${base}\n`)
  for (const old of olds) rmSync(join(folder, `facts-${old}`), { recursive: true, force: true })
}
