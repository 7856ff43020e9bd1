/** The syntax of RE2, as far as texts can be found by it. What is beyond it is said to be unknown, never guessed. */
import { type CharSet, complement, EVERY, only, pairs, union, withoutCase } from './char-set.ts'

/** What a pattern is made of. */
export type Tree =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'begin' | 'end' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly part: Tree; readonly least: number; readonly most: number }

/** Nothing at all. */
export const NOTHING: Tree = { kind: 'sequence', parts: [] }
/** Any text. */
export const ANYTHING: Tree = {
  kind: 'repeat',
  part: { kind: 'set', set: EVERY },
  least: 0,
  most: Number.POSITIVE_INFINITY,
}

interface Flags {
  readonly ignoreCase: boolean
  readonly dotAll: boolean
}

/** For what this reader does not know. */
class Unknown extends Error {}

const DIGITS = pairs('09')
const WORDS = pairs('azAZ09__')
const SPACES = pairs('  \t\n\f\r')
const NOT_LINE = complement(only(10))

const CLASSES: Readonly<Record<string, CharSet>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORDS,
  W: complement(WORDS),
  s: SPACES,
  S: complement(SPACES),
}
const NAMED: Readonly<Record<string, CharSet>> = {
  alnum: pairs('azAZ09'),
  alpha: pairs('azAZ'),
  digit: DIGITS,
  lower: pairs('az'),
  upper: pairs('AZ'),
  space: pairs('  \t\r'),
  word: WORDS,
  xdigit: pairs('09afAF'),
  punct: pairs('!/:@[`{~'),
}
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7 }
const PUNCTUATION = /^[!-/:-@[-`{-~]$/

/** Reads a pattern; undefined where it has something that this reader does not know (word edges, lines, Unicode classes). */
export function readRegex(pattern: string, ignoreCase: boolean): Tree | undefined {
  try {
    const reader = new RegexReader(Array.from(pattern))
    const tree = reader.choice({ ignoreCase, dotAll: false })
    return reader.atEnd ? tree : undefined
  } catch (error) {
    if (error instanceof Unknown) return undefined
    throw error
  }
}

/** A place in a pattern that moves on. */
class RegexReader {
  private at = 0
  private readonly text: readonly string[]

  constructor(text: readonly string[]) {
    this.text = text
  }

  get atEnd(): boolean {
    return this.at === this.text.length
  }

  private get next(): string | undefined {
    return this.text[this.at]
  }

  private takes(wanted: string): boolean {
    if (
      !this.text
        .slice(this.at, this.at + wanted.length)
        .join('')
        .startsWith(wanted)
    )
      return false
    this.at += wanted.length
    return true
  }

  /** What matches, if anything, is taken. */
  private takesMatch(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.text.slice(this.at, this.at + 64).join(''))
    if (found !== null) this.at += Array.from(found[0]).length
    return found
  }

  choice(flags: Flags): Tree {
    let inForce = flags
    const branches: Tree[][] = [[]]
    while (this.next !== undefined && this.next !== ')') {
      if (this.takes('|')) {
        branches.push([])
        continue
      }
      const changed = this.takesMatch(/^\(\?([is]*)(?:-([is]+))?\)/)
      if (changed === null) branches.at(-1)?.push(this.repeated(inForce))
      else inForce = flagsOf(changed, inForce)
    }
    const parts = branches.map((branch): Tree => ({ kind: 'sequence', parts: branch }))
    return parts[0] !== undefined && parts.length === 1 ? parts[0] : { kind: 'choice', parts }
  }

  private repeated(flags: Flags): Tree {
    let tree = this.single(flags)
    for (let count = this.count(); count !== undefined; count = this.count()) {
      tree = { kind: 'repeat', part: tree, ...count }
      this.takes('?')
    }
    return tree
  }

  private count(): { readonly least: number; readonly most: number } | undefined {
    if (this.takes('*')) return { least: 0, most: Number.POSITIVE_INFINITY }
    if (this.takes('+')) return { least: 1, most: Number.POSITIVE_INFINITY }
    if (this.takes('?')) return { least: 0, most: 1 }
    const found = this.takesMatch(/^\{(\d+)(,(\d*))?\}/)
    if (found === null) return undefined
    const [, least = '', comma, most = ''] = found
    const open = most === '' ? Number.POSITIVE_INFINITY : Number(most)
    return { least: Number(least), most: comma === undefined ? Number(least) : open }
  }

  private single(flags: Flags): Tree {
    const character = this.next
    if (character === undefined) throw new Unknown()
    this.at++
    switch (character) {
      case '(':
        return this.group(flags)
      case '[':
        return { kind: 'set', set: this.brackets(flags) }
      case '.':
        return { kind: 'set', set: flags.dotAll ? EVERY : NOT_LINE }
      case '^':
        return { kind: 'begin' }
      case '$':
        return { kind: 'end' }
      case '\\':
        return this.escaped(flags)
      case '*':
      case '+':
      case '?':
        throw new Unknown()
      default:
        return setOf(only(character.codePointAt(0) ?? 0), flags)
    }
  }

  private group(flags: Flags): Tree {
    const opened = this.takesMatch(/^\?(?:P?<\w+>|([is]*)(?:-([is]+))?:)/)
    if (opened === null && this.next === '?') throw new Unknown()
    const tree = this.choice(opened === null ? flags : flagsOf(opened, flags))
    if (!this.takes(')')) throw new Unknown()
    return tree
  }

  private escaped(flags: Flags): Tree {
    if (this.takes('A')) return { kind: 'begin' }
    if (this.takes('z')) return { kind: 'end' }
    const known = CLASSES[this.next ?? '']
    if (known !== undefined) {
      this.at++
      return { kind: 'set', set: known }
    }
    return setOf(only(this.escape()), flags)
  }

  /** One character after a backslash. */
  private escape(): number {
    const hex = this.takesMatch(/^x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/)
    if (hex !== null) return Number.parseInt(hex[1] ?? hex[2] ?? '', 16)
    const character = this.next ?? ''
    const control = CONTROLS[character]
    if (control === undefined && !PUNCTUATION.test(character)) throw new Unknown()
    this.at++
    return control ?? character.codePointAt(0) ?? 0
  }

  private brackets({ ignoreCase }: Flags): CharSet {
    const negated = this.takes('^')
    const sets: CharSet[] = []
    for (let first = true; first || this.next !== ']'; first = false) {
      if (this.next === undefined) throw new Unknown()
      sets.push(this.member())
    }
    this.at++
    const set = ignoreCase ? withoutCase(union(sets)) : union(sets)
    return negated ? complement(set) : set
  }

  private member(): CharSet {
    const named = this.takesMatch(/^\[:(\^?)(\w+):\]/)
    if (named !== null) {
      const set = NAMED[named[2] ?? '']
      if (set === undefined) throw new Unknown()
      return named[1] === '^' ? complement(set) : set
    }
    const from = this.bound()
    if (typeof from !== 'number') return from
    if (this.next !== '-' || this.text[this.at + 1] === ']') return only(from)
    this.at++
    const to = this.bound()
    if (typeof to !== 'number' || to < from) throw new Unknown()
    return [[from, to]]
  }

  private bound(): number | CharSet {
    const character = this.next ?? ''
    this.at++
    if (character !== '\\') return character.codePointAt(0) ?? 0
    const known = CLASSES[this.next ?? '']
    if (known === undefined) return this.escape()
    this.at++
    return known
  }
}

function flagsOf([, on = '', off = '']: RegExpExecArray, flags: Flags): Flags {
  return {
    ignoreCase: (flags.ignoreCase || on.includes('i')) && !off.includes('i'),
    dotAll: (flags.dotAll || on.includes('s')) && !off.includes('s'),
  }
}

function setOf(set: CharSet, { ignoreCase }: Flags): Tree {
  return { kind: 'set', set: ignoreCase ? withoutCase(set) : set }
}
