/** JSON that means one thing only: UTF-8, no name twice in an object, no null character, nothing nested beyond reason. */

/** A value, or what is wrong with the text and where (JSON Pointer). */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly remedy: string; readonly pointer: string }

const MAX_DEPTH = 64

/** Reads bytes. Never throws; linear in their number. */
export function readStrictJson(bytes: Uint8Array): StrictJson {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return flaw('', 'The body is not UTF-8.', 'Send JSON in UTF-8.')
  }
  const deep = tooDeep(text)
  if (deep) return flaw('', `The body is nested more than ${MAX_DEPTH} deep.`, 'Send it with fewer levels.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return flaw('', 'The body is no JSON.', 'Send one JSON value in UTF-8.')
  }
  return odd(text) ?? { ok: true, value }
}

const flaw = (pointer: string, message: string, remedy: string): StrictJson & { readonly ok: false } => ({
  ok: false,
  message,
  remedy,
  pointer,
})

/** Strings, and the characters between which things stand. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs

function tooDeep(text: string): boolean {
  let depth = 0
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    if (depth > MAX_DEPTH) return true
  }
  return false
}

interface Level {
  /** Names so far; undefined: an array. */
  readonly names: Set<string> | undefined
  /** Name or index of what comes next. */
  at: string | number
  /** A name stands next. */
  naming: boolean
}

/** Whether a text within JSON holds the null character, which no database of ours takes in a text. */
const holdsNull = (token: string): boolean => {
  if (!token.includes('\\u0000')) return false
  const text: string = JSON.parse(token)
  return text.includes('\0')
}

/** A name that an object has twice, or that is none for plain data; a null character. The text is valid JSON. */
function odd(text: string): (StrictJson & { readonly ok: false }) | undefined {
  const levels: Level[] = []
  for (const [token] of text.matchAll(TOKEN)) {
    const wrong = step(token, levels)
    if (wrong !== undefined) return flaw(pointerTo(levels), ...wrong)
  }
  return undefined
}

/** Goes on by one token. @returns what is wrong with it, and what to do */
function step(token: string, levels: Level[]): readonly [message: string, remedy: string] | undefined {
  const level = levels.at(-1)
  if (token.startsWith('"') && holdsNull(token)) return ['A text contains a null character.', 'Leave it out.']
  if (token === '{') levels.push({ names: new Set(), at: '', naming: true })
  else if (token === '[') levels.push({ names: undefined, at: 0, naming: false })
  else if (token === '}' || token === ']') levels.pop()
  else if (level !== undefined) {
    const wrong = take(token, level)
    if (wrong !== undefined) return [wrong, 'Name each member once.']
  }
  return undefined
}

/** @returns what is wrong with a name */
function take(token: string, level: Level): string | undefined {
  if (token === ',') {
    if (typeof level.at === 'number') level.at++
    else level.naming = true
  } else if (token === ':') level.naming = false
  else if (level.naming && level.names !== undefined) {
    const name: string = JSON.parse(token)
    level.at = name
    if (name === '__proto__') return 'An object has a member `__proto__`.'
    if (level.names.has(name)) return 'An object has two members of one name.'
    level.names.add(name)
  }
  return undefined
}

const pointerTo = (levels: readonly Level[]): string =>
  levels.map(({ at }) => `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
