/** Category and findings → how much harm one wrong call can do. */
import { BASE_RISK, type Category, type Finding, RISK_LEVELS, type RiskLevel, type Trait } from './risk.ts'

/** A level, and what moved it there. */
export interface Assessed {
  readonly risk: RiskLevel
  /** Sentences without a full stop; empty where the category alone decides. */
  readonly reasons: readonly string[]
}

/** For each category: which trait raises the risk to at least which level. */
const RAISES: Readonly<Record<Category, Partial<Record<Trait, RiskLevel>>>> = {
  Read: { secrets: 'High', personal: 'Medium', sql: 'Medium', path: 'Medium', url: 'Medium', spends: 'Medium' },
  Write: {
    sends: 'High',
    permissions: 'High',
    secrets: 'High',
    irreversible: 'High',
    bulk: 'High',
    'many-parameters': 'High',
  },
  Execute: { code: 'Critical', sql: 'Critical', secrets: 'Critical', bulk: 'Critical' },
  Destructive: {},
  Financial: {},
}

/** Below this confidence a label that says Low is not believed. */
const UNSURE = 0.55

function raisedBy(finding: Finding, category: Category): RiskLevel | undefined {
  if (finding.trait === 'hidden-text' || finding.trait === 'instructions') return 'Critical'
  if (finding.trait === 'bulk' && finding.parameter !== undefined) return undefined
  if (finding.trait === 'secrets' && finding.parameter !== undefined) return 'Medium'
  if (finding.trait === 'egress') return finding.parameter === undefined || category !== 'Write' ? undefined : 'High'
  return RAISES[category][finding.trait]
}

function higher(a: RiskLevel, b: RiskLevel): RiskLevel {
  return RISK_LEVELS.indexOf(b) > RISK_LEVELS.indexOf(a) ? b : a
}

/**
 * The risk of a tool: its category's base, raised by each finding that weighs in that category; a Write that reaches many
 * people at once is Critical; a Read that we are not sure of is Medium.
 */
export function assess(category: Category, findings: readonly Finding[], confidence: number): Assessed {
  const base = BASE_RISK[category]
  let risk = base
  const reasons: string[] = []
  for (const finding of findings) {
    const level = raisedBy(finding, category)
    if (level === undefined || higher(base, level) === base) continue
    risk = higher(risk, level)
    reasons.push(finding.because)
  }
  const traits = new Set(findings.map(({ trait }) => trait))
  if (category === 'Write' && traits.has('sends') && traits.has('bulk')) risk = 'Critical'
  if (risk === 'Low' && confidence < UNSURE) {
    return { risk: 'Medium', reasons: ['too little in the definition says what it does'] }
  }
  return { risk, reasons }
}
