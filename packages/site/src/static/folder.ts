/** A folder that files are written into, and never beside. */
import { constants } from 'node:fs'
import { lstat, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'

/** Writes a file. @param path with slashes, from the folder: `catalogue/github.md` */
export type Put = (path: string, body: string | Uint8Array) => Promise<void>

/** A part of a path: no dot at its start, so neither `..` nor hidden files. */
const PART = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/

/** A file is made, or its text replaced; a link in its place is not followed. */
const WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0)

/** Makes a folder below the root, and those on the way; throws where something else stands there. */
async function makeBelow(root: string, folder: string): Promise<void> {
  if (folder === root) return void (await mkdir(root, { recursive: true }))
  await makeBelow(root, dirname(folder))
  await mkdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause
  })
  if (!(await lstat(folder)).isDirectory())
    throw new Error(`${folder} is a link or a file, and no folder: nothing was written. Remove it.`)
}

/**
 * Opens the folder; it is made where it is not there. It may be a link itself; what is in it may not.
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
      await makeBelow(root, parent)
      made.add(parent)
    }
    await writeFile(file, body, { flag: WRITE })
  }
}
