/** How strict a starter policy is. */
import type { LabelledTool } from '@portcullis/catalogue'
import type { Rule } from '@portcullis/engine'

/**
 * `balanced`: what the catalogue recommends. `locked`: only reading works by itself. `open`: what is not named is allowed,
 * and nothing is hidden but what steers the model.
 */
export const STARTER_STYLES = ['locked', 'balanced', 'open'] as const

export type StarterStyle = (typeof STARTER_STYLES)[number]

/** A tool and what holds for it. */
export interface StarterEntry {
  readonly tool: LabelledTool
  readonly rule: Rule | 'hide'
}

/** What holds for a tool, in place of what is recommended. */
export function styled(style: StarterStyle, { label }: LabelledTool, recommended: Rule | 'hide'): Rule | 'hide' {
  switch (style) {
    case 'balanced':
      return recommended
    case 'locked':
      return label.category === 'Read' ? recommended : locked(label.category === 'Write', recommended)
    case 'open':
      return opened(label, recommended)
    default:
      return style satisfies never
  }
}

function locked(isWrite: boolean, recommended: Rule | 'hide'): Rule | 'hide' {
  if (recommended === 'hide' || !isWrite) return 'hide'
  return { action: 'require_approval', reason: 'This changes something: a person answers first.', ...recommended }
}

function opened({ category, findings }: LabelledTool['label'], recommended: Rule | 'hide'): Rule | 'hide' {
  if (recommended !== 'hide') return category === 'Read' || category === 'Write' ? uncapped(recommended) : recommended
  const isSteering = findings.some(({ trait }) => trait === 'hidden-text' || trait === 'instructions')
  return isSteering ? 'hide' : { action: 'require_approval', reason: 'This cannot be undone: a person answers first.' }
}

/** What is capped by the minute can be called back; caps by the hour are on what cannot. */
function uncapped({ limits = [], ...rule }: Rule): Rule {
  const kept = limits.filter(({ window }) => window !== 'minute')
  return kept.length === 0 ? rule : { ...rule, limits: kept }
}
