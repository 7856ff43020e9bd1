/** Whether a server that is started here could reach the files that govern it: the agent must not edit its policy. */
import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file or folder that no server may be given. */
export interface Guarded {
  readonly path: string
  /** What it is, for a sentence: `the configuration`. */
  readonly what: string
}

/** How a text of a server's definition reaches something guarded. */
export interface Exposure {
  readonly how: 'is' | 'contains' | 'lies in'
  readonly guarded: Guarded
}

/** Where a text is read as a path, and what of the data folder belongs to the server itself. */
export interface Surroundings {
  /** Folder that relative paths start from. */
  readonly base: string
  readonly home: string | undefined
  /** A folder within the data folder that the server may have. */
  readonly own: string
}

/** Finds what a text exposes. */
export type FindExposure = (text: string, around: Surroundings) => Exposure | undefined

const maxPieces = 256

/**
 * Prepares the question for a set of guarded files and folders. A path that contains one of them exposes it, and so
 * does one that lies in a guarded folder. Symbolic links are followed; folders are also compared by identity, which
 * sees through bind mounts and through file systems that fold case.
 */
export function createExposure(guarded: readonly Guarded[]): FindExposure {
  const chains = guarded.map((item) => ({
    item,
    chain: new Set(chainOf(item.path)),
    self: keysOf(realPath(item.path)),
  }))

  function judge(path: string, own: string): Exposure | undefined {
    const self = keysOf(realPath(path))
    const above = new Set(chainOf(path))
    const within = keysOf(realPath(own)).some((key) => above.has(key))
    for (const { item, chain, self: guardedSelf } of chains) {
      if (self.some((key) => guardedSelf.includes(key))) return { how: 'is', guarded: item }
      if (self.some((key) => chain.has(key))) return { how: 'contains', guarded: item }
      if (!within && guardedSelf.some((key) => above.has(key))) return { how: 'lies in', guarded: item }
    }
    return undefined
  }

  return (text, { base, home, own }) => {
    for (const piece of piecesOf(text)) {
      const path = asPath(piece, base, home)
      const exposed = path === undefined ? undefined : judge(path, own)
      if (exposed !== undefined) return exposed
    }
    return undefined
  }
}

/** Every part of an argument that a program could take for a path: `--dir=/a`, `/a:/b`, `type=bind,src=/a`, `"/a"`. */
function piecesOf(text: string): ReadonlySet<string> {
  const pieces = new Set([text])
  const equals = text.indexOf('=')
  if (equals >= 0) pieces.add(text.slice(equals + 1))
  for (const piece of text.split(/[=,:;"'`\s{}[\]()<>|&]+/)) {
    if (pieces.size >= maxPieces) break
    pieces.add(piece)
  }
  pieces.delete('')
  return pieces
}

function asPath(piece: string, base: string, home: string | undefined): string | undefined {
  if (piece.includes('\0')) return undefined
  if (piece.startsWith('file:')) return pathOfUrl(piece)
  // Nothing expands `~` on the way, but programs do it by themselves.
  if ((piece === '~' || piece.startsWith('~/')) && home !== undefined) return join(home, piece.slice(1))
  return resolve(base, piece)
}

function pathOfUrl(text: string): string | undefined {
  try {
    return fileURLToPath(text)
  } catch {
    return undefined
  }
}

/** The path without symbolic links, as far as it exists. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPath(parent), basename(path))
  }
}

/** What a path is known by: its text, and the identity of what stands there. */
function keysOf(real: string): readonly string[] {
  try {
    const { dev, ino } = statSync(real, { bigint: true })
    return [real, `${dev}:${ino}`]
  } catch {
    return [real]
  }
}

/** The keys of a path and of every folder above it. */
function chainOf(path: string): readonly string[] {
  const keys: string[] = []
  let at = realPath(path)
  for (;;) {
    keys.push(...keysOf(at))
    const parent = dirname(at)
    if (parent === at) return keys
    at = parent
  }
}
