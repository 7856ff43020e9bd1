/** The line of a file at which a problem stands, fit to be printed: no secret, no control character. */
import type { Problem } from '../config/problem.ts'

const width = 100
/** A run that could be a key or a token: long, and neither a word nor a number. */
const suspicious = /(?=[A-Za-z_+=-]*[0-9])(?=[0-9_+=-]*[A-Za-z])[A-Za-z0-9_+=-]{16,}/g
const secretPath = /\/(?:headers|env|token[^/]*|secret|password|api_key)(?:\/|$)/
/** A key, its colon and what follows, in YAML and in JSON. */
const keyed = /^(\s*(?:- )?(?:\{\s*)?["']?[A-Za-z0-9_. -]{1,128}["']?\s*:\s*)(.*)$/

/** What follows a name that says it is a secret, wherever it stands in the line. */
const named =
  /((?:auth|token|secret|passw|credential|cookie|key)[\w-]*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,{}[\]]+(?: [^\s,{}[\]]+)*)/gi

/** Credentials within a URL. */
const userInfo = /(\/\/)([^\s/@]+)(?=@)/g

const stars = (text: string): string => '*'.repeat(text.length)

/** Replaces what may be a secret by as many asterisks, so that columns stay true. */
export function masked(line: string, path: string): string {
  const keep = (_: string, before: string, value: string): string => before + stars(value)
  const known = secretPath.test(path) ? line.replace(keyed, keep) : line.replace(named, keep)
  return known.replace(userInfo, keep).replace(suspicious, stars)
}

/**
 * Two lines: the source with its number, and a caret below the column.
 * @param text of the problem's file
 */
export function excerpt(
  text: string,
  { line, column, path }: Pick<Problem, 'line' | 'column' | 'path'>,
): string | undefined {
  const source = text.split('\n', line)[line - 1]?.replace(/\r$/, '')
  if (source === undefined || source.trim() === '') return undefined
  const start = source.length <= width ? 0 : Math.max(0, column - 1 - width / 2)
  const shown = masked(source, path)
    .replaceAll(/\p{Cc}|\p{Cf}/gu, ' ')
    .slice(start, start + width)
  const gutter = String(line)
  return `  ${gutter} | ${shown}\n  ${' '.repeat(gutter.length)} | ${' '.repeat(column - 1 - start)}^\n`
}
