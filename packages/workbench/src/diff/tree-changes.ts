/** Changes of a call in one of its arguments, and in everything below it. */
import { type CallRequest, EACH, type JsonValue } from '@portcullis/engine'
import type { Atom } from './atoms.ts'
import { type Calls, judged } from './call.ts'
import type { Change, Changes } from './changes.ts'
import { leavesFor } from './values/leaf.ts'
import { schemaAt, valuesIn } from './values/schema.ts'
import { type Distinct, merged, respelled, type Shape, shapesFor } from './values/shapes.ts'

/** Sets the member of a call's arguments, or of its inputs. */
export type SetMember = (
  request: CallRequest,
  key: string,
  value: JsonValue | undefined,
  inexact: readonly string[],
) => CallRequest

/** So many combinations of several places below one argument are tried. */
const MOST_COMBINED = 3_000
/** Arrays of so many elements are tried at most. */
const MOST_ELEMENTS = 3

/** @param atoms all about one argument, or what is below it */
export function treeChanges(atoms: readonly Atom[], calls: Calls, set: SetMember): Changes {
  const key = String(atoms[0]?.steps[0])
  const change =
    (shape: Shape): Change =>
    (request) => {
      if (shape.misspelled === true) {
        const [other = key] = respelled(key)
        return set(set(request, key, undefined, []), other, 1, [])
      }
      const pointers = shape.inexact.map((pointer) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${pointer}`)
      return set(request, key, shape.value, pointers)
    }
  const distinct: Distinct = (shapes, wrap) => {
    const seen = new Map<string, Shape>()
    for (const shape of shapes) {
      const request = change(wrap(shape))(calls.base)
      const asJudged = judged(calls, request)
      // What does not fit the schema may do so elsewhere: kept apart.
      const vector = `${asJudged === undefined} ${atoms.map(({ test }) => test(asJudged ?? request)).join('')}`
      if (!seen.has(vector)) seen.set(vector, shape)
    }
    return [...seen.values()]
  }
  const { shapes, whole } = shapesOf(atoms, calls, distinct)
  const misspelled: readonly Shape[] = respelled(key).map(() => ({ value: undefined, inexact: [], misspelled: true }))
  const absent: Shape = { value: undefined, inexact: [] }
  return { changes: [absent, ...shapes, ...misspelled].map(change), whole }
}

interface Shapes {
  readonly shapes: readonly Shape[]
  readonly whole: boolean
}

function shapesOf(atoms: readonly Atom[], calls: Calls, distinct: Distinct): Shapes {
  const byPath = new Map<string, Atom[]>()
  for (const atom of atoms) {
    const path = JSON.stringify(atom.steps.map((step) => (step === EACH ? ['*'] : step)))
    byPath.set(path, [...(byPath.get(path) ?? []), atom])
  }
  const paths = [...byPath.values()].map((group) => shapesAt(group, calls, distinct))
  const [only] = paths
  if (only !== undefined && paths.length === 1) return only
  return combined(paths, areApart(atoms))
}

function shapesAt(atoms: readonly Atom[], { inputSchema }: Calls, distinct: Distinct): Shapes {
  const steps = atoms[0]?.steps ?? []
  const args = atoms[0]?.root === 'args' ? schemaAt(inputSchema, steps) : undefined
  const { leaves, whole } = leavesFor(atoms, { values: valuesIn(args) })
  const each = steps.filter((step) => step === EACH).length
  const shapes = shapesFor(steps.slice(1), leaves, Math.min(MOST_ELEMENTS, atoms.length), distinct)
  const readsAll = atoms.every(({ comparison }) => comparison !== undefined)
  // Of one array, so many elements as there are questions are enough; a place by its number leaves its neighbours open.
  const isExhausted = each === 0 || (each === 1 && atoms.length <= MOST_ELEMENTS - 1 && readsAll)
  return { shapes, whole: whole && isExhausted }
}

/** Paths by names alone, of which none leads through another. */
function areApart(atoms: readonly Atom[]): boolean {
  const paths = [...new Set(atoms.map(({ steps }) => JSON.stringify(steps).slice(0, -1)))]
  const named = atoms.every(({ steps }) => steps.every((step) => typeof step === 'string'))
  return named && paths.every((path) => paths.every((other) => other === path || !other.startsWith(`${path},`)))
}

function combined(paths: readonly Shapes[], areApart: boolean): Shapes {
  let whole = areApart && paths.every((path) => path.whole)
  const made = paths.reduce<readonly Shape[]>(
    (before, { shapes }) => {
      const both = before.flatMap((left) => shapes.flatMap((right) => merged(left, right) ?? []))
      if (both.length <= MOST_COMBINED) return both
      whole = false
      return both.slice(0, MOST_COMBINED)
    },
    [{ value: undefined, inexact: [] }],
  )
  return { shapes: [...made, ...paths.flatMap(({ shapes }) => shapes)], whole }
}
