/** Numbers around those that a policy names. */
import type { JsonValue } from '@portcullis/engine'
import type { Atom } from '../atoms.ts'
import type { Values } from './leaf.ts'

/** The smallest part of an amount, and one that no amount has. */
const MILLIONTH = 0.000001
const TOO_FINE = 0.0000001
/** More than any counter holds. */
const TOO_MUCH = 9_007_199_255

/** Each number that is named, its neighbours, and something between any two: every comparison changes at one of them. */
export function numbersFor(atoms: readonly Atom[], named: readonly JsonValue[]): Values {
  const counted = atoms.some(({ comparison }) => comparison === undefined)
  const literals = named.filter((each) => typeof each === 'number')
  const edges = [...new Set([0, ...literals, ...(counted ? [TOO_MUCH - 1] : [])])].sort((left, right) => left - right)
  const around = edges.flatMap((edge, at) => {
    const next = edges[at + 1]
    const between = next === undefined ? [] : [exact((edge + next) / 2)]
    const fine = counted ? [exact(edge + TOO_FINE)] : []
    return [
      edge,
      edge + 1,
      edge - 1,
      exact(edge + MILLIONTH),
      exact(edge - MILLIONTH),
      Math.floor(edge) + 1,
      ...between,
      ...fine,
    ]
  })
  return { values: [...new Set(around.filter(isKept))], whole: true }
}

/** As few digits as tell it apart. */
const exact = (value: number): number => Number(value.toPrecision(15))

const isKept = (value: number): boolean => Number.isFinite(value) && Math.abs(value) < 1e15 && !Object.is(value, -0)
