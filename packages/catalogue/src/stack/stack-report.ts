/** What is said of a stack: all servers that one agent is given. */
import type { Policy } from '@portcullis/engine'
import type { Attack } from '../attack-slugs.ts'
import type { ServerFacts } from '../import/server-facts.ts'
import type { Prose, ServerLink, ToolLink } from '../report/report.ts'
import type { Category, RiskLevel, Trait } from '../risk.ts'
import type { ConfiguredServer } from './configured-server.ts'
import type { Recognised } from './recognise.ts'

/** A server of a stack. Everything but its name may be missing. */
export interface StackMember {
  /** Its name in the configuration or in the catalogue. */
  readonly name: string
  /** What is known of it: an entry of the catalogue, or what the server itself listed. */
  readonly entry?: ServerFacts | undefined
  readonly configured?: ConfiguredServer | undefined
  readonly confidence?: Recognised['confidence'] | undefined
  /** Whether a gateway stands before it: then its policy says what is not known here. */
  readonly guarded?: boolean
}

/** A tool that the agent can call. `member` is the name of its server in the stack. */
export interface StackTool extends ToolLink {
  readonly member: string
  readonly traits: readonly Trait[]
  /** Whether the client calls it without asking anybody. */
  readonly unasked: boolean
}

/** One leg of a combination: what it contributes, and the tools that can. */
export interface CombinationLeg {
  readonly role: string
  /** The likeliest first, at most 8. */
  readonly tools: readonly StackTool[]
  /** How many there are. */
  readonly count: number
}

/** Tools that are worse together than each alone. */
export interface ToxicCombination {
  readonly id: CombinationId
  readonly title: string
  readonly risk: RiskLevel
  readonly legs: readonly CombinationLeg[]
  /** How it would go, step by step, with tools of this stack. */
  readonly path: readonly Prose[]
  /** Which rule breaks the path. */
  readonly breaks: Prose
  readonly attacks: readonly Attack[]
}

/** Kinds of toxic combinations. */
export type CombinationId =
  | 'lethal-trifecta'
  | 'secrets-and-a-way-out'
  | 'code-and-secrets'
  | 'code-on-a-strangers-word'
  | 'money-on-a-strangers-word'
  | 'destruction-on-a-strangers-word'
  | 'rights-on-a-strangers-word'
  | 'files-and-execution'
  | 'severe-without-asking'
  | 'poisoned-definition'

/** Kinds of findings about the configuration itself. */
export type StackFindingId =
  | 'unknown-server'
  | 'unknown-tools'
  | 'same-tool-twice'
  | 'look-alike-tool'
  | 'look-alike-package'
  | 'not-pinned'
  | 'clear-text'
  | 'secret-in-arguments'
  | 'secret-in-file'
  | 'downloads-and-runs'
  | 'never-asks'

/** Something about the configuration that should be changed. */
export interface StackFinding {
  readonly id: StackFindingId
  readonly risk: RiskLevel
  /** Names of the servers in the stack. */
  readonly members: readonly string[]
  readonly says: Prose
  readonly remedy: Prose
}

/** A server of the stack, as it was judged. */
export interface AssessedMember {
  readonly name: string
  readonly link: ServerLink | undefined
  readonly confidence: Recognised['confidence'] | undefined
  /** The worst of its tools; undefined where none is known. */
  readonly risk: RiskLevel | undefined
  readonly counts: Readonly<Record<Category, number>>
  readonly tools: number
}

/** The policy for one server of the stack. */
export interface MemberPolicy {
  readonly member: string
  readonly policy: Policy
  /** Tools that are asked about only because of what else is in the stack. */
  readonly tightened: readonly string[]
}

/** Everything that is said of a stack. */
export interface StackReport {
  readonly members: readonly AssessedMember[]
  /** Riskiest first. */
  readonly tools: readonly StackTool[]
  readonly counts: {
    readonly servers: number
    readonly tools: number
    /** Servers that the catalogue does not know, and known ones whose tools it does not know. */
    readonly unknownServers: number
    readonly unknownTools: number
    readonly byCategory: Readonly<Record<Category, number>>
    readonly byRisk: Readonly<Record<RiskLevel, number>>
  }
  /** Worst first. */
  readonly combinations: readonly ToxicCombination[]
  readonly findings: readonly StackFinding[]
  readonly policies: readonly MemberPolicy[]
  /** The worst of tools and combinations; undefined where nothing is known. */
  readonly risk: RiskLevel | undefined
  /** The whole in one or two sentences. */
  readonly verdict: Prose
}
