/** The tools that two policies are compared over: those that are known, those that are named, and one for all others of each kind. */
import {
  type ClassName,
  type Layer,
  matches,
  nameTokens,
  type Policy,
  parsePattern,
  TOOL_CATEGORIES,
  TOOL_RISKS,
  type ToolLabel,
} from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'
import type { Target } from './call.ts'
import { wildcard } from './values/text-tree.ts'
import { automatonOf } from './words/automaton.ts'
import { pairs, union } from './words/char-set.ts'
import { findWords } from './words/find-words.ts'

/** What is compared, and whether that is everything. */
export interface Targets {
  readonly targets: readonly Target[]
  readonly whole: boolean
}

/** All names that matter. */
export function targetsOf(layers: readonly Layer[], tools: readonly KnownTool[]): Targets {
  const policies = layers.map(({ policy }) => policy)
  const written = [...new Set(policies.flatMap(({ hide = [], tools: rules = {} }) => [...hide, ...Object.keys(rules)]))]
  const patterns = written.filter((text) => exactName(text) === undefined)
  const exact = [...new Set(written.flatMap((text) => exactName(text) ?? []))]
  const known = new Set(tools.map(({ name }) => name))
  const named = exact.filter((name) => !known.has(name))
  const others = namesBeside(patterns, new Set([...known, ...exact]))
  const labels = policies.some(goesByLabels) ? labelsFor(policies) : [undefined]
  const kinds = (name: string, subject: string): readonly Target[] =>
    labels.map((label) => ({
      name,
      label,
      tool: undefined,
      subject: label === undefined ? subject : `${subject} (${wordsOf(label)})`,
    }))
  return {
    targets: [
      ...tools.flatMap((tool) => knownTargets(tool, labels)),
      ...named.flatMap((name) => kinds(name, name)),
      ...others.names.flatMap((name) => kinds(name, subjectOf(name, patterns))),
    ],
    whole: others.whole,
  }
}

function knownTargets(tool: KnownTool, labels: readonly (ToolLabel | undefined)[]): readonly Target[] {
  const { name, label } = tool
  if (label !== undefined || labels.length === 1) return [{ name, label, tool, subject: name }]
  return labels.map((each) => ({ name, label: each, tool, subject: `${name} (${wordsOf(each)})` }))
}

function exactName(text: string): string | undefined {
  const pattern = parsePattern(text)
  return pattern.ok ? pattern.value.exact : undefined
}

const wordsOf = (label: ToolLabel | undefined): string =>
  label === undefined ? 'without label' : `${label.category}, ${label.risk}, ${label.source}`

const goesByLabels = (policy: Policy): boolean =>
  policy.classes !== undefined || /"tool\.(?:category|risk)/.test(JSON.stringify(policy))

/** One label of each kind that the policies tell apart. */
function labelsFor(policies: readonly Policy[]): readonly (ToolLabel | undefined)[] {
  const text = JSON.stringify(policies)
  const named = <T extends string>(words: readonly T[], asClass: (word: T) => ClassName): readonly T[] => {
    const isNamed = (word: T): boolean => text.includes(`"${asClass(word)}"`) || text.includes(`"${word}"`)
    const other = words.find((word) => !isNamed(word))
    return text.includes('"tool.') ? words : [...words.filter(isNamed), ...(other === undefined ? [] : [other])]
  }
  const categories = named(TOOL_CATEGORIES, (word) => word)
  const risks = named(TOOL_RISKS, (word) => `risk:${word}`)
  const made = categories.flatMap((category) =>
    risks.flatMap((risk) =>
      (['derived', 'reviewed'] as const).map((source): ToolLabel => ({ category, risk, source })),
    ),
  )
  return [undefined, ...made]
}

/** Characters of tools' names, beside those that a pattern names. */
const USUAL = pairs('azAZ09__--..//')
/** So often a name is looked for that is not known yet. */
const TRIES = 6

/** A name for each combination of patterns that fit it, none of them among those that are known. */
function namesBeside(
  patterns: readonly string[],
  known: ReadonlySet<string>,
): { readonly names: readonly string[]; readonly whole: boolean } {
  const automata = patterns.flatMap((text) => automatonOf(wildcard(text, false)) ?? [])
  const literals = union(patterns.flatMap((text) => [pairs(Array.from(text, (each) => each + each).join(''))]))
  const alphabet = union([USUAL, literals])
  const avoided = new Set([''])
  for (let tries = 0; tries < TRIES; tries++) {
    const apart = [...avoided].flatMap((name) => automatonOf(wildcard(name.replaceAll(/[*?\\]/g, '\\$&'), false)) ?? [])
    const { words, whole } = findWords({ automata: [...automata, ...apart], alphabet, lengths: 0 })
    const clashes = words.filter((word) => known.has(word) && !avoided.has(word))
    for (const clash of clashes) avoided.add(clash)
    if (clashes.length === 0) {
      return { names: words.filter((word) => !avoided.has(word)), whole: whole && automata.length === patterns.length }
    }
  }
  return { names: ['any-other-tool'], whole: false }
}

function subjectOf(name: string, patterns: readonly string[]): string {
  const tokens = nameTokens(name)
  const fitting = patterns.filter((text) => {
    const pattern = parsePattern(text)
    return pattern.ok && matches(pattern.value, tokens)
  })
  return fitting.length === 0 ? 'any other tool' : `other tools like ${fitting.join(' and ')}`
}
