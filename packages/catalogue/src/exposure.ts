/** Which attack patterns a tool is open to. */
import type { Attack } from './attack-slugs.ts'
import type { Category, Finding, Trait } from './risk.ts'

const BY_CATEGORY: Readonly<Record<Category, readonly Attack[]>> = {
  Read: [],
  Write: ['indirect-prompt-injection', 'runaway-tool-loops'],
  Execute: ['indirect-prompt-injection', 'argument-injection', 'runaway-tool-loops', 'cost-blow-up'],
  Destructive: ['destructive-action-autonomy', 'indirect-prompt-injection', 'consent-fatigue'],
  Financial: [
    'destructive-action-autonomy',
    'indirect-prompt-injection',
    'runaway-tool-loops',
    'confused-deputy',
    'consent-fatigue',
    'cost-blow-up',
  ],
}

const BY_TRAIT: Readonly<Partial<Record<Trait, readonly Attack[]>>> = {
  'hidden-text': ['tool-poisoning', 'tool-shadowing'],
  instructions: ['tool-poisoning', 'tool-shadowing'],
  sends: ['data-exfiltration-via-tool-chaining', 'consent-fatigue'],
  egress: ['data-exfiltration-via-tool-chaining'],
  private: ['data-exfiltration-via-tool-chaining'],
  secrets: ['data-exfiltration-via-tool-chaining', 'credential-leak-via-errors', 'token-passthrough'],
  untrusted: ['prompt-injection-via-tool-results'],
  permissions: ['confused-deputy', 'consent-fatigue'],
  bulk: ['destructive-action-autonomy'],
  spends: ['cost-blow-up', 'runaway-tool-loops'],
  code: ['argument-injection'],
  sql: ['argument-injection', 'parser-differential'],
  path: ['argument-injection', 'parser-differential'],
  url: ['ssrf-by-tool-argument', 'parser-differential'],
  markup: ['indirect-prompt-injection'],
}

/** Open to every tool: its definition can change after it was accepted. */
const ALWAYS: readonly Attack[] = ['rug-pull']

/** The patterns, first those of what the definition hides, then of its category, then of its findings; each once. */
export function exposureOf(category: Category, findings: readonly Finding[]): readonly Attack[] {
  const poisoned = findings.filter(({ trait }) => trait === 'hidden-text' || trait === 'instructions')
  const ordered = [
    ...poisoned.flatMap(({ trait }) => BY_TRAIT[trait] ?? []),
    ...BY_CATEGORY[category],
    ...findings.flatMap(({ trait }) => BY_TRAIT[trait] ?? []),
    ...ALWAYS,
  ]
  return [...new Set(ordered)]
}
