/** What is done with the results of a tool. */
import type { Layer, Results } from '@portcullis/engine'
import type { Pair } from './compare-calls.ts'
import { type Difference, type Direction, difference } from './difference.ts'
import type { Effective } from './effective.ts'
import type { Side } from './side.ts'

/** All that applies to one result. */
interface Inspected {
  readonly most: number
  /** Redactions, and what withholds a result, each as a text. */
  readonly redactions: ReadonlySet<string>
  readonly withholding: ReadonlySet<string>
}

/** Compares what is done with results of a tool that may be called under both policies. */
export function compareResults({ calls, sides, effective }: Pair): readonly Difference[] {
  if (effective.some(({ status }) => status !== 'open')) return []
  const [before, after] = [inspectedBy(sides[0], effective[0]), inspectedBy(sides[1], effective[1])]
  return resultDifferences(calls.target.subject, before, after)
}

/** Compares what is done with results that belong to no tool. */
export function compareGeneralResults(sides: readonly [Side, Side]): readonly Difference[] {
  const [before, after] = sides.map(({ layers }) => gathered(layers.flatMap(ofDocument))) as [Inspected, Inspected]
  return resultDifferences('resources and prompts', before, after)
}

const ofDocument = ({ policy }: Layer): readonly Results[] => (policy.results === undefined ? [] : [policy.results])

function inspectedBy({ layers }: Side, { rules }: Effective): Inspected {
  return gathered([...layers.flatMap(ofDocument), ...rules.flatMap(({ rule }) => rule.results ?? [])])
}

function gathered(results: readonly Results[]): Inspected {
  return {
    most: Math.min(...results.map((each) => each.max_bytes ?? Number.POSITIVE_INFINITY)),
    redactions: new Set(
      results.flatMap(({ redact = [] }) => redact.map(({ with: _, ...what }) => JSON.stringify(what))),
    ),
    withholding: new Set(
      results.flatMap(({ deny_if: denyIf = [] }) => denyIf.map(({ conditions }) => JSON.stringify(conditions))),
    ),
  }
}

function resultDifferences(subject: string, before: Inspected, after: Inspected): readonly Difference[] {
  const made: Difference[] = []
  const told = (direction: Direction, says: string): unknown =>
    made.push(difference('results', direction, subject, { says, doubtful: direction === 'changed' }))
  if (before.most !== after.most) {
    const bytes = (most: number): string => (Number.isFinite(most) ? `at most ${most} bytes` : 'of any size')
    told(
      after.most < before.most ? 'tightened' : 'loosened',
      `results may be ${bytes(after.most)}, not ${bytes(before.most)}`,
    )
  }
  for (const each of beside(before.redactions, after.redactions))
    told('loosened', `results are no longer redacted: ${each}`)
  for (const each of beside(after.redactions, before.redactions)) told('tightened', `results are now redacted: ${each}`)
  const lost = beside(before.withholding, after.withholding)
  const gained = beside(after.withholding, before.withholding)
  if (lost.length > 0 && gained.length > 0)
    told('changed', 'results are withheld under other conditions; whether that is more or less is not decided')
  else if (lost.length > 0) told('loosened', 'results are withheld under fewer conditions')
  else if (gained.length > 0) told('tightened', 'results are withheld under more conditions')
  return made
}

const beside = (some: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] =>
  [...some].filter((each) => !others.has(each))
