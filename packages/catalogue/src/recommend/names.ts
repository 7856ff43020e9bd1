/** Names of tools as keys of a policy and as counters. */

/** No pattern of the policy language is longer. */
const MAX_PATTERN = 256

/** No counter's name of the policy language is longer; room for `_amount` and a number is kept. */
const MAX_STEM = 100

/** The one key that no policy may have, whatever its place. */
const FORBIDDEN = '__proto__'

/** The pattern that matches exactly this name; undefined where no policy can name it. */
export function patternOf(name: string): string | undefined {
  const escaped = name.replace(/[\\*?]/g, '\\$&')
  return name === '' || name === FORBIDDEN || escaped.length > MAX_PATTERN || /\p{Cc}|\p{Cs}|\p{Cf}/u.test(name)
    ? undefined
    : escaped
}

/** Gives each tool of one document a stem for its counters: no spaces, not too long, each only once. */
export function counterStems(): (name: string) => string {
  const used = new Set<string>()
  return (name) => {
    const plain =
      name
        .replace(/[^\p{L}\p{N}_.-]+/gu, '_')
        .slice(0, MAX_STEM)
        .replace(/^[_.-]+$/, '') || 'tool'
    let stem = plain
    for (let next = 2; used.has(stem); next++) stem = `${plain}_${next}`
    used.add(stem)
    return stem
  }
}

/** Whether a pattern of the policy language (`*`, `?`, `\` before either) matches a name. */
export function matchesPattern(pattern: string, name: string): boolean {
  const wanted = Array.from(pattern.matchAll(/\\(.)|([^\\])/gsu), ([, literal, plain]) => literal ?? wildcard(plain))
  const letters = Array.from(name)
  let [at, in_, star, mark] = [0, 0, -1, 0]
  while (in_ < letters.length) {
    const token = wanted[at]
    if (token === ANY) {
      star = at++
      mark = in_
    } else if (token !== undefined && (token === ONE || token === letters[in_])) {
      at++
      in_++
    } else if (star >= 0) {
      at = star + 1
      in_ = ++mark
    } else return false
  }
  while (wanted[at] === ANY) at++
  return at === wanted.length
}

const ANY = Symbol('any')
const ONE = Symbol('one')

function wildcard(plain: string | undefined): string | symbol | undefined {
  return plain === '*' ? ANY : plain === '?' ? ONE : plain
}
