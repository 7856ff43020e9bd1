/** Tools of a list → tools with the labels that recommendations are made from. */
import {
  CATEGORIES,
  type Category,
  createClassifier,
  type Label,
  type LabelledTool,
  parametersOf,
  RISK_LEVELS,
  type ToolDefinition,
} from '@portcullis/catalogue'
import type { KnownTool } from '../tool-list.ts'

/** Labels each tool, once: a name that stands twice in a list is nobody's in particular. What a list says itself wins. */
export function labelTools(tools: readonly KnownTool[]): readonly LabelledTool[] {
  const classify = createClassifier({ siblings: tools.map(({ name }) => name) })
  const byName = new Map(tools.map((tool) => [tool.name, tool]))
  return [...byName.values()]
    .map((tool) => ({
      name: tool.name,
      parameters: parametersOf(tool.inputSchema),
      label: told(classify(definitionOf(tool)), tool),
    }))
    .sort((left, right) => rankOf(left.label.category) - rankOf(right.label.category))
}

const rankOf = (category: Category): number => CATEGORIES.indexOf(category)

function definitionOf({ name, description, inputSchema, annotations }: KnownTool): ToolDefinition {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { inputSchema }),
    ...(annotations !== undefined && { annotations }),
  }
}

/** Findings come from the definition; category and risk from who vouches for them. */
function told(derived: Label, { label }: KnownTool): Label {
  if (label === undefined) return derived
  const category = CATEGORIES.find((each) => each.toLowerCase() === label.category) ?? derived.category
  const risk = RISK_LEVELS.find((each) => each.toLowerCase() === label.risk) ?? derived.risk
  return { ...derived, category, risk, ...(label.source === 'reviewed' && { confidence: 1, source: label.source }) }
}
