/** What a document says about everything that is not a tool. */
import type { CompiledPolicy } from './compile.ts'
import type { RuleId, Surface } from './decision.ts'

/** Whether a surface is open, and which rule says so. */
export interface Permission {
  readonly allowed: boolean
  readonly rule: RuleId
}

const OPEN: Permission = Object.freeze({ allowed: true, rule: '(default allow)' })
const CLOSED: Permission = Object.freeze({ allowed: false, rule: '(default deny)' })

/** Whether a server's resources, prompts and the like are open, and what it may ask of clients: as the document's `default` says. */
export function permits(policy: CompiledPolicy, _surface: Surface): Permission {
  return policy.default === 'allow' ? OPEN : CLOSED
}
