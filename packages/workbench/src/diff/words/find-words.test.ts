import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { automatonOf } from './automaton.ts'
import { EVERY } from './char-set.ts'
import { findWords } from './find-words.ts'
import { ANYTHING, readRegex, type Tree } from './regex-tree.ts'

/** A pattern is found anywhere in a text. */
function search(pattern: string, ignoreCase = false) {
  const tree = readRegex(pattern, ignoreCase)
  if (tree === undefined) return undefined
  const whole: Tree = { kind: 'sequence', parts: [ANYTHING, tree, ANYTHING] }
  return automatonOf(whole)
}

function waysOf(patterns: readonly string[]) {
  const automata = patterns.flatMap((pattern) => search(pattern) ?? [])
  const { words, whole } = findWords({ automata, alphabet: EVERY, lengths: 0 })
  const ways = words.map((word) => patterns.map((pattern) => (new RegExp(pattern, 'u').test(word) ? 1 : 0)).join(''))
  return { ways, whole, words }
}

describe('words for patterns', () => {
  const tables: readonly (readonly [readonly string[], readonly string[]])[] = [
    [
      ['^(a|b)$', '^(a|b|c)$'],
      ['00', '01', '11'],
    ],
    [
      ['^[a-z]+@example\\.com$', '@example\\.com'],
      ['00', '01', '11'],
    ],
    [
      ['^a', 'b$'],
      ['00', '01', '10', '11'],
    ],
    [
      ['x{2,3}', '^x{3}$'],
      ['00', '10', '11'],
    ],
    [
      ['(?:DROP|DELETE)\\s+TABLE', 'TABLE'],
      ['00', '01', '11'],
    ],
    [['a^b'], ['0']],
    [
      ['', 'a'],
      ['10', '11'],
    ],
  ]
  it.each(tables)('%j: every way there is, and no other', (patterns, ways) => {
    const found = waysOf(patterns)
    expect(found.ways.toSorted()).toEqual(ways)
    expect(found.whole).toBe(true)
  })

  it.each(['\\bword\\b', '(?m)^a', '\\pL', '(?=a)', 'a)', '[z-a]', '*'])('does not pretend to know %j', (pattern) => {
    expect(readRegex(pattern, false)).toBeUndefined()
  })

  it('agrees with another engine on every word it makes', () => {
    const atoms = fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', '\\d', '(?:ab|c)', '^', '$', '(a|)', '\\.')
    const counts = fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}')
    const part = fc.tuple(atoms, counts).map(([atom, count]) => (/^[\^$]$/.test(atom) ? atom : atom + count))
    const pattern = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 3 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.'), maxLength: 6 }),
        (patterns, text) => {
          const { ways, whole } = waysOf(patterns)
          expect(new Set(ways).size).toBe(ways.length)
          const way = patterns.map((each) => (new RegExp(each, 'u').test(text) ? 1 : 0)).join('')
          if (whole) expect(ways).toContain(way)
        },
      ),
      { numRuns: 150 },
    )
  })
})
