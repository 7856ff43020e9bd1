/** Where in a JSON document a position of the editor is. */
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import type { Place } from '../policy-builder/model/place.ts'

type SyntaxNode = ReturnType<typeof syntaxTree>['topNode']

/** What is being written at a position. */
export interface JsonPosition {
  /** `key`: the name of a member of the object at `place`; `value`: what stands at `place`. */
  readonly kind: 'key' | 'value'
  readonly place: Place
  /** The range that a completion replaces: the string around the position, or nothing. */
  readonly from: number
  readonly to: number
  /** Names of the members that the object at `place` has; for keys only. */
  readonly present: readonly string[]
}

/** Milliseconds for which a text is parsed at most before a suggestion; what is known by then has to do. */
const MOST_PARSING = 500

/** Finds it; undefined where nothing can be written. */
export function positionIn(state: EditorState, at: number): JsonPosition | undefined {
  const tree = ensureSyntaxTree(state, at, MOST_PARSING) ?? syntaxTree(state)
  const node = tree.resolveInner(at, -1)
  if (node.name === 'PropertyName') return keyPosition(state, node.parent?.parent ?? null, node)
  if (node.name === 'String') return valuePosition(state, node)
  const property = openProperty(node, at)
  if (property !== undefined) return { kind: 'value', place: placeOf(state, property), from: at, to: at, present: [] }
  const container = enclosing(node)
  if (container?.name === 'Object') return keyPosition(state, container, undefined, at)
  if (container?.name !== 'Array') return undefined
  const place = [...placeOf(state, container), elementsBefore(container, at)]
  return { kind: 'value', place, from: at, to: at, present: [] }
}

function keyPosition(
  state: EditorState,
  object: SyntaxNode | null,
  name: SyntaxNode | undefined,
  at = 0,
): JsonPosition | undefined {
  if (object === null) return undefined
  const present = object
    .getChildren('Property')
    .map((property) => property.getChild('PropertyName'))
    .flatMap((each) => (each === null || each.from === name?.from ? [] : [textOf(state, each)]))
  return { kind: 'key', place: placeOf(state, object), from: name?.from ?? at, to: name?.to ?? at, present }
}

function valuePosition(state: EditorState, node: SyntaxNode): JsonPosition | undefined {
  // A string where a name has to stand is a name that is not finished: `{ "def` has no colon yet.
  const parent = node.parent
  if (parent?.type.isError === true || parent?.name === 'Object') return keyPosition(state, enclosing(node), node)
  return { kind: 'value', place: placeOf(state, node), from: node.from, to: node.to, present: [] }
}

/** A member whose value is not written yet, and whose colon stands before the position. */
function openProperty(node: SyntaxNode, at: number): SyntaxNode | undefined {
  const within = node.name === 'Property' ? node : node.parent?.name === 'Property' ? node.parent : undefined
  const property = within ?? lastProperty(node, at)
  if (property === undefined || property === null) return undefined
  const name = property.getChild('PropertyName')
  const value = property.lastChild
  const isOpen = value === null || value.type.isError || value.name === 'PropertyName' || value.name === ':'
  return name !== null && isOpen && at > name.to ? property : undefined
}

function lastProperty(node: SyntaxNode, at: number): SyntaxNode | undefined {
  if (node.name !== 'Object') return undefined
  return node.getChildren('Property').findLast((property) => property.to <= at)
}

function enclosing(node: SyntaxNode): SyntaxNode | null {
  let found: SyntaxNode | null = node
  while (found !== null && found.name !== 'Object' && found.name !== 'Array') found = found.parent
  return found
}

/** The place of a node: keys and indexes from the document on. */
export function placeOf(state: EditorState, node: SyntaxNode): Place {
  const steps: (string | number)[] = []
  for (let each: SyntaxNode | null = node; each !== null; each = each.parent) {
    if (each.name === 'Property') {
      const name = each.getChild('PropertyName')
      if (name !== null) steps.unshift(textOf(state, name))
    }
    if (each.parent?.name === 'Array') steps.unshift(elementsBefore(each.parent, each.from))
  }
  return steps
}

function elementsBefore(array: SyntaxNode, at: number): number {
  let count = 0
  for (let child = array.firstChild; child !== null; child = child.nextSibling) {
    if (child.to <= at && !['[', ']', ','].includes(child.name) && !child.type.isError) count++
  }
  return count
}

/** The text of a string or of a name, as JSON reads it; as it stands where it is not finished. */
function textOf(state: EditorState, node: SyntaxNode): string {
  const written = state.sliceDoc(node.from, node.to)
  try {
    return String(JSON.parse(written))
  } catch {
    return written.replaceAll('"', '')
  }
}
