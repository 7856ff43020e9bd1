/** Arrays and objects that tell questions apart. */
import type { JsonValue } from '@portcullis/engine'
import type { Atom } from '../atoms.ts'
import type { Values } from './leaf.ts'

/** No larger ones are made. */
const MOST = 300
/** Of so many elements all combinations are made. */
const MOST_COMBINED = 4

/** Arrays: empty, named ones, with and without the elements that are asked for, of the sizes that are asked for. */
export function arraysFor(atoms: readonly Atom[], literals: readonly JsonValue[]): Values {
  const wanted = elementsOf(atoms)
  const sizes = sizesOf(atoms)
  const sized = sizes.filter((size) => size <= MOST).map((size) => Array.from({ length: size }, () => 'x'))
  const named = literals.filter((each) => Array.isArray(each))
  const isPlain = named.length === 0 && wanted.length > 0 && sizes.length > 0
  return {
    values: [[], ...combinations(wanted), ...named, ['x'], ...sized],
    whole: !isPlain && wanted.length <= MOST_COMBINED && sizes.length === sized.length,
  }
}

/** Objects: empty, named ones, of the sizes that are asked for. */
export function objectsFor(atoms: readonly Atom[], literals: readonly JsonValue[]): Values {
  const sizes = sizesOf(atoms)
  const sized = sizes
    .filter((size) => size <= MOST)
    .map((size) => Object.fromEntries(Array.from({ length: size }, (_, at) => [`x${at}`, 0])))
  const named = literals.filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
  return { values: [{}, ...named, ...sized], whole: sizes.length === sized.length }
}

function elementsOf(atoms: readonly Atom[]): readonly JsonValue[] {
  const written = atoms.flatMap(({ comparison }) =>
    comparison?.op === 'contains' || comparison?.op === 'not_contains' ? [JSON.stringify(comparison.value)] : [],
  )
  return [...new Set(written)].map((text): JsonValue => JSON.parse(text))
}

function combinations(elements: readonly JsonValue[]): readonly (readonly JsonValue[])[] {
  if (elements.length > MOST_COMBINED) return [elements, ...elements.map((each) => [each])]
  return elements.reduce<readonly (readonly JsonValue[])[]>(
    (made, element) => made.concat(made.map((each) => [...each, element])),
    [[]],
  )
}

/** Sizes at which an answer changes, and their neighbours. */
export function sizesOf(atoms: readonly Atom[]): readonly number[] {
  const named = atoms.flatMap(({ comparison }) =>
    comparison?.op.startsWith('size_') === true && typeof comparison.value === 'number' ? [comparison.value] : [],
  )
  const around = named.flatMap((size) => [Math.ceil(size) - 1, Math.floor(size), Math.ceil(size), Math.floor(size) + 1])
  return [...new Set(around)].filter((size) => size >= 0).sort((left, right) => left - right)
}
