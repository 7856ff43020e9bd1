/** Budgets that are nearly used up. */
import type { Answer } from '../../api/api.ts'

/** A counter of a grant, as it stands. */
export type Budget = Answer<'counters.list'>['items'][number]

/** A budget and how much of its lowest limit is used. */
export interface Used {
  readonly budget: Budget
  /** The limit that is reached first. */
  readonly max: string
  /** 1: all of it. */
  readonly share: number
}

/** Share from which on a budget is worth looking at. */
const NEAR = 0.8

/** Those near their cap, the fullest first; a counter that several share is there once. */
export function nearCap(budgets: readonly Budget[]): readonly Used[] {
  const once = [...new Map(budgets.map((budget) => [budget.id, budget])).values()]
  return once
    .flatMap((budget) => usedOf(budget) ?? [])
    .filter(({ share }) => share >= NEAR)
    .toSorted((a, b) => b.share - a.share)
}

/** What a limit by value allows, it allows each value: nothing can be said of all together. */
function usedOf(budget: Budget): Used | undefined {
  if (budget.values !== null) return undefined
  const [lowest] = budget.limits.toSorted((a, b) => Number(a.max) - Number(b.max))
  if (lowest === undefined || Number(lowest.max) <= 0) return undefined
  return { budget, max: lowest.max, share: Number(budget.used) / Number(lowest.max) }
}
