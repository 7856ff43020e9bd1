/** Labels of tools, in the words of policies: what a tool can do, and how much harm one wrong call can do. */

/** What a tool does in the worst of its ordinary uses, mildest first. */
export const TOOL_CATEGORIES = ['read', 'write', 'execute', 'destructive', 'financial'] as const

/** How much harm one wrong call can do, least first. */
export const TOOL_RISKS = ['low', 'medium', 'high', 'critical'] as const

export type ToolCategory = (typeof TOOL_CATEGORIES)[number]
export type ToolRisk = (typeof TOOL_RISKS)[number]

/** What is known about the risk of one tool. */
export interface ToolLabel {
  readonly category: ToolCategory
  readonly risk: ToolRisk
  /** `derived`: deduced from the tool's definition, so that it may only tighten. `reviewed`: an operator vouches for it. */
  readonly source: 'derived' | 'reviewed'
}

/** A class that a policy can have a rule for: a category, a level of risk, or `unknown` for tools without a label. */
export type ClassName = ToolCategory | 'unknown' | `risk:${ToolRisk}`

/** All classes. */
export const CLASS_NAMES: readonly ClassName[] = [
  ...TOOL_CATEGORIES,
  'unknown',
  'risk:low',
  'risk:medium',
  'risk:high',
  'risk:critical',
]

/** So many different labels there are, "none" among them. */
export const LABEL_COUNT: number = 1 + TOOL_CATEGORIES.length * TOOL_RISKS.length * 2

/** A number for each label, from 0 (none, or one in other words than ours) to `LABEL_COUNT` − 1. */
export function labelIndex(label: ToolLabel | undefined): number {
  if (label === undefined) return 0
  const category = TOOL_CATEGORIES.indexOf(label.category)
  const risk = TOOL_RISKS.indexOf(label.risk)
  if (category < 0 || risk < 0) return 0
  return 1 + (category * TOOL_RISKS.length + risk) * 2 + (label.source === 'reviewed' ? 1 : 0)
}

/** Whether a tool of this label belongs to the class. */
export function isOfClass(name: ClassName, label: ToolLabel | undefined): boolean {
  if (labelIndex(label) === 0 || label === undefined) return name === 'unknown'
  return name === label.category || name === `risk:${label.risk}`
}
