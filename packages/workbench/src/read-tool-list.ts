/** The text of a list of tools → definitions (MCP 2026-07-28, `tools/list`). */
import { z } from 'zod'
import type { KnownTool } from './tool-list.ts'

/** No list is longer, in UTF-16 code units. */
const MAX_TEXT = 16 * 1024 * 1024
/** No server lists more. */
const MAX_TOOLS = 5000

/** What came of reading. */
export type ReadToolList =
  | { readonly ok: true; readonly tools: readonly KnownTool[] }
  /** What is wrong and what to do. */
  | { readonly ok: false; readonly problem: string }

const label = z.object({
  category: z.enum(['read', 'write', 'execute', 'destructive', 'financial']),
  risk: z.enum(['low', 'medium', 'high', 'critical']),
  source: z.enum(['derived', 'reviewed']).default('reviewed'),
})

const tool = z.object({
  name: z.string().min(1),
  description: z.string().optional().catch(undefined),
  inputSchema: z.unknown().optional(),
  annotations: z.record(z.string(), z.unknown()).optional().catch(undefined),
  label: label.optional(),
})

/**
 * Reads a saved answer of `tools/list` (the whole message, its `result`, or `{"tools": [...]}`), a bare array of definitions,
 * or a definition a line. A definition may carry a `label` of its own beside what MCP defines.
 */
export function readToolList(text: string): ReadToolList {
  if (text.length > MAX_TEXT) return failed('it has more than 16 MiB. Save the answer of tools/list alone.')
  const values = valuesOf(text)
  if (values === undefined)
    return failed('it is neither JSON nor JSON Lines. Save what the server answers to tools/list.')
  if (values.length > MAX_TOOLS) return failed(`it has more than ${MAX_TOOLS} tools. Save the answer of one server.`)
  const tools: KnownTool[] = []
  for (const [at, value] of values.entries()) {
    const read = tool.safeParse(value)
    if (!read.success) return failed(`tool ${at + 1} has no name, or a label of unknown words. Mend or remove it.`)
    tools.push(definedOnly(read.data))
  }
  return { ok: true, tools }
}

const failed = (problem: string): ReadToolList => ({ ok: false, problem })

function definedOnly({ name, description, inputSchema, annotations, label: own }: z.infer<typeof tool>): KnownTool {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { inputSchema }),
    ...(annotations !== undefined && { annotations }),
    ...(own !== undefined && { label: own }),
  }
}

function valuesOf(text: string): readonly unknown[] | undefined {
  const whole = parsed(text)
  if (whole !== undefined) return toolsIn(whole.value)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const read = lines.map(parsed)
  return read.every((line) => line !== undefined) && read.length > 0 ? read.map((line) => line?.value) : undefined
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** Looks for the array: below `result`, below `tools`, or the value itself. */
function toolsIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  const message = z.object({ result: z.unknown().optional(), tools: z.unknown().optional() }).safeParse(value)
  if (!message.success) return undefined
  const { result, tools } = message.data
  if (Array.isArray(tools)) return tools
  if (result !== undefined && result !== null) return toolsIn(result)
  return tool.safeParse(value).success ? [value] : undefined
}
