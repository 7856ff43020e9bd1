/** What a server answers to `tools/list` → definitions. Whatever is no definition is counted and left out. */
import type { ToolAnnotations, ToolDefinition } from '@portcullis/catalogue'

type Row = Readonly<Record<string, unknown>>

const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const

function rowOf(value: unknown): Row | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

function own(row: Row, key: string): unknown {
  return Object.hasOwn(row, key) ? row[key] : undefined
}

function textIn(row: Row, key: string): string | undefined {
  const value = own(row, key)
  return typeof value === 'string' ? value : undefined
}

function annotationsOf(value: unknown): ToolAnnotations | undefined {
  const row = rowOf(value)
  if (row === undefined) return undefined
  const title = textIn(row, 'title')
  const hints = HINTS.flatMap((hint) => {
    const said = own(row, hint)
    return typeof said === 'boolean' ? [[hint, said] as const] : []
  })
  return { ...(title !== undefined && { title }), ...Object.fromEntries(hints) }
}

function optional<K extends 'title' | 'description' | 'inputSchema' | 'outputSchema' | 'annotations', V>(
  key: K,
  value: V | undefined,
): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V }
}

/** One tool (MCP 2026-07-28, Tool); undefined where it has no name. */
export function definitionOf(value: unknown): ToolDefinition | undefined {
  const row = rowOf(value)
  const name = row === undefined ? undefined : textIn(row, 'name')
  if (row === undefined || name === undefined || name === '') return undefined
  return {
    name,
    ...optional('title', textIn(row, 'title')),
    ...optional('description', textIn(row, 'description')),
    ...optional('inputSchema', own(row, 'inputSchema')),
    ...optional('outputSchema', own(row, 'outputSchema')),
    ...optional('annotations', annotationsOf(own(row, 'annotations'))),
  }
}
