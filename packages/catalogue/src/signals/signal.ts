/** A signal: one kind of evidence, looked for in one definition. */
import type { Facts } from '../facts.ts'
import type { Category, Evidence, EvidenceSource } from '../risk.ts'

/** Looks for one kind of evidence. Pure, bounded, never throws. */
export type Signal = (facts: Facts) => readonly Evidence[]

/** Builds evidence of one signal from one source. */
export function evidenceOf(signal: string, source: EvidenceSource) {
  return (category: Category, weight: number, because: string): Evidence => ({
    signal,
    source,
    category,
    weight: Math.round(weight * 100) / 100,
    because,
  })
}
