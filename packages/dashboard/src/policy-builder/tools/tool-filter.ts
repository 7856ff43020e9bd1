/** Which tools a list shows. */
import type { KnownTool } from '../form/builder-context.tsx'
import type { Governing } from '../model/governing.ts'

/** What is looked for; empty: anything. */
export interface ToolFilter {
  readonly text: string
  /** `read` … `financial`. */
  readonly category: string
  /** `low` … `critical`. */
  readonly risk: string
  /** One of the six states, or `default`: no rule of its own, nor a pattern. */
  readonly state: string
}

/** Shows everything. */
export const NO_FILTER: ToolFilter = { text: '', category: '', risk: '', state: '' }

/** A tool with what holds for it. */
export interface ToolRow {
  readonly tool: KnownTool
  readonly governing: Governing
}

/** Whether a row is shown. */
export function isShown({ tool, governing }: ToolRow, { text, category, risk, state }: ToolFilter): boolean {
  const words = text.trim().toLowerCase()
  const fits = words === '' || `${tool.name} ${tool.description}`.toLowerCase().includes(words)
  return (
    fits &&
    (category === '' || tool.label?.category === category) &&
    (risk === '' || tool.label?.risk === risk) &&
    (state === '' || governing.state === state || (state === 'default' && governing.by === 'default'))
  )
}
