/** The tools of a server, as the builder takes them. */
import { isObject, type JsonValue, TOOL_CATEGORIES, TOOL_RISKS, type ToolLabel } from '@portcullis/engine'
import { useMemo } from 'react'
import type { Answer } from '../../api/api.ts'
import { useRead } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import type { KnownTool } from '../../policy-builder/form/builder-context.tsx'

type View = Answer<'servers.tools'>['items'][number]

const NONE: readonly KnownTool[] = []

/** Those of the server that are there at present; none where none was chosen. @param server slug; empty: none */
export function useKnownTools(server: string): readonly KnownTool[] {
  const organisation = useOrganisation()
  const read = useRead('servers.tools', { params: { organisation, server } }, { enabled: server !== '' })
  const items = read.data?.body.items
  return useMemo(() => items?.filter(({ state }) => state !== 'gone').map(knownTool) ?? NONE, [items])
}

function knownTool({ name, definition, label }: View): KnownTool {
  return {
    name,
    description: visible((definition.description ?? definition.title ?? '').slice(0, 600)),
    inputSchema: isJson(definition.inputSchema) ? definition.inputSchema : undefined,
    label: labelOf(label),
  }
}

/** A definition came as JSON; only objects have arguments to offer. */
const isJson = (schema: unknown): schema is JsonValue => isObject(schema)

/** Words of a stranger: what cannot be seen, or turns the writing around, is made visible. */
const visible = (text: string): string => text.replace(/[\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}')

function labelOf({ category, risk, source }: View['label']): ToolLabel | undefined {
  const known = TOOL_CATEGORIES.find((each) => each === category.toLowerCase())
  const level = TOOL_RISKS.find((each) => each === risk.toLowerCase())
  return known === undefined || level === undefined ? undefined : { category: known, risk: level, source }
}
