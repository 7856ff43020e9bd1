/** A configuration's text as a tree that knows where each part stands. */

/** A value and its place: `at` is the offset of its first character. */
export type ConfigNode =
  | { readonly kind: 'object'; readonly at: number; readonly members: ReadonlyMap<string, Member> }
  | { readonly kind: 'array'; readonly at: number; readonly items: readonly ConfigNode[] }
  | { readonly kind: 'scalar'; readonly at: number; readonly value: string | number | boolean | null }

/** A member of an object, and where its key stands. */
export interface Member {
  readonly at: number
  readonly value: ConfigNode
}

/** An object among the nodes. */
export type ObjectNode = Extract<ConfigNode, { readonly kind: 'object' }>

/** A tree, or what is wrong with the text and at which offset. */
export type ReadTree =
  | { readonly ok: true; readonly root: ConfigNode }
  | { readonly ok: false; readonly problem: string; readonly at: number }

/** Why reading stopped; thrown inside the readers, never out of them. */
export class SyntaxProblem extends Error {
  readonly at: number
  constructor(problem: string, at: number) {
    super(problem)
    this.at = at
  }
}

/** How far a reader is in its text. */
export interface Cursor {
  readonly text: string
  at: number
}

/**
 * Reads items from an opening bracket to the closing one; a comma after the last is allowed.
 * @param skip moves past what may stand between items
 * @param item reads one
 */
export function bracketed(cursor: Cursor, close: '}' | ']', skip: (cursor: Cursor) => void, item: () => void): void {
  const from = cursor.at++
  for (;;) {
    skip(cursor)
    const letter = cursor.text.charAt(cursor.at)
    if (letter === '') throw new SyntaxProblem(`A ${close} is missing for this bracket.`, from)
    if (letter === close) break
    item()
    skip(cursor)
    const next = cursor.text.charAt(cursor.at)
    if (next === ',') cursor.at++
    else if (next !== close && next !== '') throw new SyntaxProblem('A comma is missing here.', cursor.at)
  }
  cursor.at++
}

/** Runs a reader; what it throws becomes a value. */
export function reading(read: () => ConfigNode): ReadTree {
  try {
    return { ok: true, root: read() }
  } catch (error) {
    if (error instanceof SyntaxProblem) return { ok: false, problem: error.message, at: error.at }
    throw error
  }
}

/** The object at a node, if it is one. */
export function objectOf(node: ConfigNode | undefined): ObjectNode | undefined {
  return node?.kind === 'object' ? node : undefined
}

/** A member's value. */
export function memberOf(node: ConfigNode | undefined, key: string): ConfigNode | undefined {
  return node?.kind === 'object' ? node.members.get(key)?.value : undefined
}

/** The first of several members that is there. */
export function firstMember(node: ConfigNode, ...keys: readonly string[]): ConfigNode | undefined {
  for (const key of keys) {
    const found = memberOf(node, key)
    if (found !== undefined) return found
  }
  return undefined
}

/** The text at a node, if it is one. */
export function textOf(node: ConfigNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
}

/** Whether the node is the scalar `true`, or `false`; undefined for anything else. */
export function flagOf(node: ConfigNode | undefined): boolean | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined
}

/** The texts of an array, numbers as text; other items are left out. Empty for what is no array. */
export function textsOf(node: ConfigNode | undefined): readonly string[] {
  if (node?.kind !== 'array') return []
  return node.items.flatMap((item) => {
    if (item.kind !== 'scalar' || item.value === null) return []
    return typeof item.value === 'string' ? item.value : String(item.value)
  })
}

/** The keys of an object. Empty for what is none. */
export function keysOf(node: ConfigNode | undefined): readonly string[] {
  return node?.kind === 'object' ? [...node.members.keys()] : []
}
