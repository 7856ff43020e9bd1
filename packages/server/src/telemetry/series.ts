/** Measures are put together out of series. */
import type { Distribution, Measures, Sample } from '../ports/measures.ts'

/** A number without labels, as most parts have it to say. */
export const single = (value: number): readonly Sample[] => [{ labels: [], value }]

/** 1 for what is so. */
export const flag = (isSo: boolean): readonly Sample[] => single(isSo ? 1 : 0)

/** What several parts measured; series of the same metric stand side by side. */
export function joined(parts: readonly Measures[]): Measures {
  const all = new Map<string, readonly (Sample | Distribution)[]>()
  for (const part of parts) for (const [name, series] of part) all.set(name, [...(all.get(name) ?? []), ...series])
  return all
}
