/** The tools that can play each role of a combination. */
import { say } from '../report/plain.ts'
import type { Prose } from '../report/report.ts'
import { bySeverity, type Callable } from './callable.ts'
import { named, type Role } from './roles.ts'
import type { CombinationLeg, ToxicCombination } from './stack-report.ts'

/** Tools that are named for one leg. */
const SHOWN = 8

/** A combination, and the tools that break it when a person is asked about them. */
export interface FoundCombination {
  readonly combination: ToxicCombination
  readonly gate: readonly Callable[]
}

/** The tools that can play a role, the likeliest first. */
export function players(tools: readonly Callable[], { fits }: Role): readonly Callable[] {
  return tools
    .map((tool) => ({ tool, fit: fits(tool) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || bySeverity(a.tool.shown, b.tool.shown))
    .map(({ tool }) => tool)
}

/** A leg with its likeliest tools. */
export function legOf({ name }: Role, tools: readonly Callable[]): CombinationLeg {
  return { role: name, tools: tools.slice(0, SHOWN).map(({ shown }) => shown), count: tools.length }
}

/** The sentence of what to ask about, and what that is good for. */
export function breaking(tools: readonly Callable[], then: string): Prose {
  const [first, ...others] = tools
  if (first === undefined) return []
  const more = others.length === 0 ? [] : [` and of ${others.length} more`]
  return say`Let a person answer each call of ${named(first)}${more} first: ${then}`
}
