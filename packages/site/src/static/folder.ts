/** A folder that files are written into, and never beside. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'

/** Writes a file. @param path with slashes, from the folder: `catalogue/github.md` */
export type Put = (path: string, body: string | Uint8Array) => Promise<void>

/** A part of a path: no dot at its start, so neither `..` nor hidden files. */
const PART = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/

/**
 * Opens the folder; it is made where it is not there.
 * @returns the writer; it throws for a path that would leave the folder
 */
export function openFolder(folder: string): Put {
  const root = resolve(folder)
  const made = new Set<string>()
  return async (path, body) => {
    const file = join(root, path)
    if (!path.split('/').every((part) => PART.test(part)) || !file.startsWith(`${root}${sep}`))
      throw new Error(`“${path.slice(0, 200)}” is no path within the folder: nothing was written.`)
    const parent = dirname(file)
    if (!made.has(parent)) {
      await mkdir(parent, { recursive: true })
      made.add(parent)
    }
    await writeFile(file, body)
  }
}
