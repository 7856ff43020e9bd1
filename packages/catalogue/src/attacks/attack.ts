/** An entry of the attack database: how an attack works, who is open to it, and what stops it. */
import type { JsonObject, Policy } from '@portcullis/engine'
import type { Attack as AttackSlug } from '../attack-slugs.ts'
import type { Category, Trait } from '../risk.ts'

export type { AttackSlug }

/** Where the fault lies: in what an agent does, in how parties talk, or in what gets installed. */
export type AttackKind = 'agent behaviour' | 'protocol' | 'supply chain'

/** Something that happened, or was shown to be possible. */
export interface Incident {
  /** Number of a public record, such as `CVE-2025-6514`; undefined where there is only a report. */
  readonly number?: string
  /** When it became public, as `2025` or `2025-07`; undefined where the number says enough. */
  readonly when?: string
  /** What happened, in one or two sentences. */
  readonly what: string
}

/** What the policy answers to a call: it passes, passes and is counted, waits for a person, or is refused. */
export type Verdict = 'allowed' | 'counted' | 'asked' | 'refused'

/** One call under the entry’s policy. */
export interface Example {
  readonly tool: string
  readonly arguments: JsonObject
  readonly verdict: Verdict
}

/** How far a gateway between client and server can help. */
export interface Reach {
  /** `stops`: the attack fails. `limits`: less of it succeeds. `cannot`: it happens where no gateway looks. */
  readonly effect: 'stops' | 'limits' | 'cannot'
  readonly why: string
}

/** One attack pattern. */
export interface Attack {
  readonly slug: AttackSlug
  readonly name: string
  readonly kind: AttackKind
  /** How it works: two to four paragraphs of plain text. */
  readonly how: readonly string[]
  /** Empty where no public record is known. */
  readonly incidents: readonly Incident[]
  /** Categories of tools that are open to it whatever they are about, mildest first; as `exposureOf` says. */
  readonly categories: readonly Category[]
  /** Findings that open a tool to it; as `exposureOf` says. */
  readonly findings: readonly Trait[]
  /** A document that stops it, or takes from it what a policy can take. */
  readonly policy: Policy
  /** What the policy does against it, and what it leaves. */
  readonly policyDoes: string
  /** Calls under the policy; at least one is refused, counted or asked about. */
  readonly examples: readonly Example[]
  readonly gateway: Reach
  /** What else helps, outside the gateway too. */
  readonly helps: readonly string[]
  readonly related: readonly AttackSlug[]
  /** File of the repository whose tests run it through the gateway; undefined where none does. */
  readonly scenario?: string
}
