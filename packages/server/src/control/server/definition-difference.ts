/** What changed between two definitions of a tool: as data, place by place. */
import type { ToolDefinition } from '@portcullis/catalogue'

/** One place at which they differ. */
export type DefinitionChange =
  | { readonly kind: 'added'; readonly path: string; readonly after: unknown }
  | { readonly kind: 'removed'; readonly path: string; readonly before: unknown }
  | { readonly kind: 'changed'; readonly path: string; readonly before: unknown; readonly after: unknown }

/** Changes that are listed; `more`: there are others. */
export interface DefinitionDifference {
  readonly changes: readonly DefinitionChange[]
  readonly more: boolean
}

/** Places that are listed. */
const MOST = 200
const DEEPEST = 40

/** The places, as JSON Pointers (RFC 6901), in the order of the keys. Linear in the size of both. */
export function definitionDifference(before: ToolDefinition, after: ToolDefinition): DefinitionDifference {
  const changes: DefinitionChange[] = []
  compare({ ...before }, { ...after }, { path: '', depth: 0 }, changes)
  return { changes: changes.slice(0, MOST), more: changes.length > MOST }
}

interface Place {
  readonly path: string
  readonly depth: number
}

function compare(before: unknown, after: unknown, place: Place, changes: DefinitionChange[]): void {
  if (changes.length > MOST || before === after) return
  const { path, depth } = place
  const [left, right] = [membersOf(before), membersOf(after)]
  if (
    left === undefined ||
    right === undefined ||
    Array.isArray(before) !== Array.isArray(after) ||
    depth === DEEPEST
  ) {
    if (JSON.stringify(before) !== JSON.stringify(after)) changes.push({ kind: 'changed', path, before, after })
    return
  }
  for (const key of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const at = { path: `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth: depth + 1 }
    if (!left.has(key)) changes.push({ kind: 'added', path: at.path, after: right.get(key) })
    else if (!right.has(key)) changes.push({ kind: 'removed', path: at.path, before: left.get(key) })
    else compare(left.get(key), right.get(key), at, changes)
  }
}

/** Own members; undefined for what has none. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined
}
