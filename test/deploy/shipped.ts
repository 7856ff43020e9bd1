/** What `deploy` holds. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'

export const DEPLOY: string = fileURLToPath(new URL('../../deploy/', import.meta.url))

/** A file's text. */
export const shipped = (path: string): string => readFileSync(DEPLOY + path, 'utf8')

/** Anything that YAML can say; a test looks where it has to be. */
// biome-ignore lint/suspicious/noExplicitAny: the published schemas judge its form.
export type Loose = any

/** The documents of a YAML file, with merge keys. */
export function documents(path: string): readonly Loose[] {
  return parseAllDocuments(shipped(path), { merge: true }).map((document) => {
    if (document.errors.length > 0 || document.warnings.length > 0)
      throw new Error(`${path}: ${[...document.errors, ...document.warnings].join('; ')}`)
    return document.toJS()
  })
}

/** Milliseconds of a duration such as `30s`. */
export const millis = (duration: string): number => Number(/^(\d+)s$/.exec(duration)?.[1]) * 1000
