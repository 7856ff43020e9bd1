/** Why a file could not be read or written, in words for people. */

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EISDIR: 'it is not a file',
  ENOTDIR: 'a part of the path is no folder',
  EEXIST: 'it is there already',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
}

/** The end of a sentence that begins with what was tried: `it does not exist`. Never a path, and never content. */
export function fileFault(error: unknown): string {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown cause'
  return WORDS[code] ?? `the system says ${code}`
}
