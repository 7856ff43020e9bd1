/** Files that hold keys: for this user only. */

/** What a file's status says of who may read it. */
export interface FileStatus {
  readonly mode: number
  readonly uid: number
}

/** Who else could have read or replaced a key file, and what to do; undefined: nobody. Windows has no such modes. */
export function exposedKey(path: string, { mode, uid }: FileStatus): string | undefined {
  const own = process.getuid?.()
  if (own === undefined) return undefined
  if (uid !== own && uid !== 0) return `The key file ${path} belongs to another user. Run: chown ${own} '${path}'`
  if ((mode & 0o077) === 0) return undefined
  return `The key file ${path} is open to other users. Run: chmod 600 '${path}' (and begin with a new one if anyone may have read it).`
}
