/** Texts that tell questions apart: found by the patterns themselves, or made for the operators that know their texts. */
import type { JsonValue } from '@portcullis/engine'
import type { Atom } from '../atoms.ts'
import { type Automaton, automatonOf } from '../words/automaton.ts'
import { EVERY } from '../words/char-set.ts'
import { findWords } from '../words/find-words.ts'
import { sizesOf } from './containers.ts'
import type { Values } from './leaf.ts'
import { addressesFor, hostsFor, instantsFor } from './special-texts.ts'
import { treeOf } from './text-tree.ts'

/** Lengths are told apart up to this one, together with patterns. */
const MOST_LENGTHS = 40
const MOST_TEXT = 5_000

/** Operators that look at texts character by character. */
const PATTERNS: ReadonlySet<string> = new Set(['regex', 'glob', 'contains', 'not_contains', 'starts_with', 'ends_with'])
const WHOLE_TEXTS: ReadonlySet<string> = new Set(['eq', 'neq', 'in', 'not_in'])
const TIMES: ReadonlySet<string> = new Set(['before', 'after'])

/** Texts for all questions about one place. */
export function stringsFor(atoms: readonly Atom[], named: readonly JsonValue[]): Values {
  const by = (wanted: (op: string) => boolean): readonly Atom[] =>
    atoms.filter(({ comparison }) => comparison !== undefined && wanted(comparison.op))
  const patterns = by((op) => PATTERNS.has(op))
  const hosts = hostsFor(by((op) => op === 'host_in'))
  const addresses = addressesFor(by((op) => op === 'in_cidr'))
  const times = instantsFor(by((op) => TIMES.has(op)))
  const sizes = sizesOf(atoms)
  const words = wordsFor([...patterns, ...by((op) => WHOLE_TEXTS.has(op))], sizes)
  const special = [hosts, addresses, times].filter(({ values }) => values.length > 0)
  const families = special.length + (patterns.length + sizes.length > 0 ? 1 : 0)
  const literals = named.filter((each) => typeof each === 'string')
  return {
    values: [...new Set([...literals, ...words.values, ...special.flatMap(({ values }) => values), 'x', '', 'xyz'])],
    whole: families <= 1 && words.whole && special.every(({ whole }) => whole),
  }
}

function wordsFor(atoms: readonly Atom[], sizes: readonly number[]): Values {
  const automata: Automaton[] = []
  let whole = true
  for (const { comparison } of atoms) {
    const tree = comparison && treeOf(comparison)
    if (tree === undefined || tree === 'no text') {
      whole &&= tree === 'no text'
      continue
    }
    const automaton = automatonOf(tree)
    if (automaton === undefined) whole = false
    else automata.push(automaton)
  }
  const longest = Math.max(0, ...sizes)
  const found = findWords({ automata, alphabet: EVERY, lengths: longest <= MOST_LENGTHS ? longest : 0 })
  const sized = sizes.filter((size) => size <= MOST_TEXT).map((size) => 'x'.repeat(size))
  const sizesToo = longest <= MOST_LENGTHS || (automata.length === 0 && sized.length === sizes.length)
  return { values: [...found.words, ...sized], whole: whole && found.whole && sizesToo }
}
