/** Arguments as trees: values at places, and the ways in which there is no such place. */
import type { JsonValue } from '@portcullis/engine'
import { EACH, type PathText } from '@portcullis/engine'
import type { Leaf } from './leaf.ts'

/** Something that stands below one name. */
export interface Shape {
  /** Undefined: nothing. */
  readonly value: JsonValue | undefined
  /** Pointers, below the name, of numbers with more digits than are kept. */
  readonly inexact: readonly string[]
  /** The name is spelled otherwise: what stands there would be taken for it by a lenient server. */
  readonly misspelled?: true
}

type Steps = PathText['steps']

/** Leaves one of several that no question tells apart. */
export type Distinct = (shapes: readonly Shape[], wrap: (shape: Shape) => Shape) => readonly Shape[]

const ABSENT: Shape = { value: undefined, inexact: [] }
const plain = (value: JsonValue): Shape => ({ value, inexact: [] })

/** @param most so many elements an array gets at most */
export function shapesFor(steps: Steps, leaves: readonly Leaf[], most: number, distinct: Distinct): readonly Shape[] {
  return below(steps, (shape) => shape)

  function below(rest: Steps, wrap: (shape: Shape) => Shape): readonly Shape[] {
    const [step, ...others] = rest
    if (step === undefined) {
      return distinct(
        leaves.map(({ value, inexact }) => ({ value, inexact: inexact === true ? [''] : [] })),
        wrap,
      )
    }
    const around = (shape: Shape): Shape => (step === EACH ? many([shape]) : one(step, shape))
    const inner = below(others, (shape) => wrap(around(shape)))
    const broken = [ABSENT, plain(null), plain('x')]
    if (step === EACH) return distinct([...broken, ...arraysOf(inner, most)], wrap)
    const misspelled = typeof step === 'string' ? respelled(step).map((other) => plain({ [other]: 1 })) : []
    return distinct([...inner.map(around), ...broken, ...misspelled], wrap)
  }
}

/** A container with a member. */
function one(step: string | number, { value, inexact }: Shape): Shape {
  const pointers = inexact.map((pointer) => `/${escaped(String(step))}${pointer}`)
  if (typeof step === 'string') return { value: value === undefined ? {} : { [step]: value }, inexact: pointers }
  if (value === undefined) return plain([])
  return { value: [...Array.from({ length: step }, () => null), value], inexact: pointers }
}

/** An array of elements; one that is missing is null. */
function many(elements: readonly Shape[]): Shape {
  return {
    value: elements.map(({ value }) => value ?? null),
    inexact: elements.flatMap(({ inexact }, at) => inexact.map((pointer) => `/${at}${pointer}`)),
  }
}

/** So many arrays are made. */
const MOST_ARRAYS = 2_000

function arraysOf(elements: readonly Shape[], most: number): readonly Shape[] {
  const made: (readonly Shape[])[] = [[]]
  let last: readonly (readonly Shape[])[] = [[]]
  for (let length = 1; length <= Math.max(1, most); length++) {
    last = last.flatMap((before) => elements.map((element) => [...before, element]))
    if (made.length + last.length > MOST_ARRAYS && length > 1) break
    made.push(...last)
  }
  return made.map(many)
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** The key in other letters, where it has any. */
export function respelled(key: string): readonly string[] {
  const other = [key.toUpperCase(), key.toLowerCase()].find((each) => each !== key)
  return other === undefined ? [] : [other]
}

/** Both in one; undefined where they cannot stand together. */
export function merged(left: Shape, right: Shape): Shape | undefined {
  if (left.misspelled === true || right.misspelled === true) return undefined
  const value = mergedValue(left.value, right.value)
  return value === CLASH ? undefined : { value, inexact: [...left.inexact, ...right.inexact] }
}

const CLASH = Symbol('clash')

function mergedValue(left: JsonValue | undefined, right: JsonValue | undefined): JsonValue | undefined | typeof CLASH {
  if (left === undefined) return right
  if (right === undefined) return left
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object')
    return left === right ? left : CLASH
  if (Array.isArray(left) || Array.isArray(right)) return mergedArrays(left, right)
  const members = new Map<string, JsonValue>(Object.entries(left))
  for (const [key, value] of Object.entries(right)) {
    const both = mergedValue(members.get(key), value)
    if (both === CLASH) return CLASH
    if (both !== undefined) members.set(key, both)
  }
  return Object.fromEntries(members)
}

function mergedArrays(left: JsonValue, right: JsonValue): JsonValue | typeof CLASH {
  if (!Array.isArray(left) || !Array.isArray(right)) return CLASH
  const made: JsonValue[] = []
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const both = mergedValue(left[at] ?? undefined, right[at] ?? undefined)
    if (both === CLASH) return CLASH
    made.push(both ?? null)
  }
  return made
}
