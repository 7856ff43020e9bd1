/** The digest of a tool's definition: two definitions that a model could tell apart have different ones. */
import type { ToolDefinition } from './entry.ts'
import { sha256 } from './sha256.ts'

/** What a model or a client sees of a tool. `_meta` and unknown members are left out: they may change with every answer. */
const MEMBERS = ['annotations', 'description', 'inputSchema', 'name', 'outputSchema', 'title'] as const

type Step = { readonly text: string } | { readonly value: unknown }

function members(value: object): readonly Step[] {
  const steps: Step[] = [{ text: '{' }]
  let first = true
  for (const key of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, key)
    if (member === undefined) continue
    steps.push({ text: `${first ? '' : ','}${JSON.stringify(key)}:` }, { value: member })
    first = false
  }
  steps.push({ text: '}' })
  return steps
}

function elements(values: readonly unknown[]): readonly Step[] {
  const inner = values.flatMap((value, at): readonly Step[] => (at === 0 ? [{ value }] : [{ text: ',' }, { value }]))
  return [{ text: '[' }, ...inner, { text: ']' }]
}

function stepsOf(value: unknown): readonly Step[] | string {
  if (Array.isArray(value)) return elements(value)
  if (typeof value === 'object' && value !== null) return members(value)
  return JSON.stringify(value) ?? 'null'
}

/**
 * JSON with sorted keys and no white space (as RFC 8785 for what `JSON.parse` gives). Iterative: depth is no danger. Keys
 * sort by UTF-16 units.
 */
export function canonicalJson(value: unknown): string {
  const parts: string[] = []
  const open: Step[] = [{ value }]
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if ('text' in step) {
      parts.push(step.text)
      continue
    }
    const steps = stepsOf(step.value)
    if (typeof steps === 'string') parts.push(steps)
    else for (let at = steps.length - 1; at >= 0; at--) open.push(steps[at] ?? { text: '' })
  }
  return parts.join('')
}

/** `sha256:` and the digest of the definition's canonical JSON. */
export function fingerprint(tool: ToolDefinition): string {
  const seen = Object.fromEntries(MEMBERS.filter((key) => Object.hasOwn(tool, key)).map((key) => [key, tool[key]]))
  return `sha256:${sha256(canonicalJson(seen))}`
}
