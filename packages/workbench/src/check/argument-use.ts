/** Everywhere that a document looks at an argument. */
import {
  type Comparison,
  type IncrementFrom,
  type Limit,
  type PathStep,
  type Place,
  type PlacedRule,
  parsePathText,
  pathOfKey,
} from '@portcullis/engine'
import type { Guard } from './guard.ts'

/** One look at an argument. */
export interface ArgumentUse {
  /** The path as written. */
  readonly text: string
  readonly steps: readonly PathStep[]
  /** Where the path stands. */
  readonly path: Place
  /** Place of the rule. */
  readonly rule: Place
  /** What has to stand there. */
  readonly wants: Want
  readonly guard: Guard | undefined
}

/** What has to stand there: what the comparison can judge, a number, an array, or something to count by. */
export type Want = Comparison | 'number' | 'array' | 'scalar'

interface Site {
  readonly rule: Place
  readonly wants: Want
  readonly guard?: Guard
}

/** All looks of comparisons and limits. */
export function argumentUses(guards: readonly Guard[], rules: readonly PlacedRule[]): readonly ArgumentUse[] {
  return [
    ...guards.flatMap((guard) => {
      const { comparison, predicate, path } = guard
      return use(comparison.path, [...path, 'path'], { rule: predicate.rule, wants: comparison, guard })
    }),
    ...rules.flatMap(({ path, rule }) =>
      (rule.limits ?? []).flatMap((limit, at) => limitUses(limit, [...path, 'limits', at], path)),
    ),
  ]
}

function limitUses({ by = [], increment_from: source }: Limit, path: Place, rule: Place): readonly ArgumentUse[] {
  return [
    ...by.flatMap((key, at) =>
      use(pathOfKey(key), [...path, 'by', at, ...(typeof key === 'string' ? [] : ['path'])], { rule, wants: 'scalar' }),
    ),
    ...(source === undefined ? [] : sourceUses(source, [...path, 'increment_from'], rule)),
  ]
}

function sourceUses(source: IncrementFrom, path: Place, rule: Place): readonly ArgumentUse[] {
  if (typeof source === 'string') return use(source, path, { rule, wants: 'number' })
  return 'sum' in source
    ? use(source.sum, [...path, 'sum'], { rule, wants: 'number' })
    : use(source.count, [...path, 'count'], { rule, wants: 'array' })
}

function use(text: string, path: Place, { rule, wants, guard }: Site): readonly ArgumentUse[] {
  const parsed = parsePathText(text)
  if (!parsed.ok || parsed.value.root !== 'args') return []
  return [{ text, steps: parsed.value.steps, path, rule, wants, guard }]
}
