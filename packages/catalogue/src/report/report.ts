/** What is said of servers and tools: one model, rendered as a page, as Markdown, as JSON and as lines of a terminal. */
import type { Policy } from '@portcullis/engine'
import type { AttackSlug } from '../attacks/attack.ts'
import type { GradeReport } from '../grade.ts'
import type { ServerFacts } from '../import/server-facts.ts'
import type { Button } from '../recommend/rule.ts'
import type { Category, Evidence, Label, RiskLevel } from '../risk.ts'

/** A page of the catalogue, before it has an address. */
export type PageRef =
  | { readonly page: 'home' }
  | { readonly page: 'server'; readonly server: string }
  | { readonly page: 'tool'; readonly server: string; readonly tool: string }
  | { readonly page: 'risks' }
  | { readonly page: 'risk'; readonly level: RiskLevel }
  | { readonly page: 'attacks' }
  | { readonly page: 'attack'; readonly attack: AttackSlug }
  | { readonly page: 'stack' }
  | { readonly page: 'contact' }

/**
 * A piece of a sentence. Plain text is ours; whatever strangers wrote (names, values) stands in `code`, made visible and
 * cut, never to be read as markup, with `to` where it leads to its page. `page` names servers and tools by their slugs.
 */
export type Span =
  | string
  | { readonly code: string; readonly to?: PageRef }
  | { readonly strong: string }
  | { readonly text: string; readonly to: PageRef }

/** A sentence or a paragraph. */
export type Prose = readonly Span[]

/** A tool as it is linked to. `server` and `slug` are slugs; `name` is the tool's own, made visible and cut. */
export interface ToolLink {
  readonly server: string
  readonly serverName: string
  readonly slug: string
  readonly name: string
  readonly category: Category
  readonly risk: RiskLevel
}

/** A server as it is linked to. */
export interface ServerLink {
  readonly slug: string
  readonly name: string
  readonly tools: number
  readonly grade?: GradeReport['grade'] | undefined
}

/** A row of the table of parameters. */
export interface ParameterReport {
  readonly name: string
  /** JSON type, or `any` where the definition does not say. */
  readonly type: string
  readonly required: boolean
  /** What it means for the risk; absent where it means nothing. */
  readonly remark?: Prose
}

/** An attack that the tool is open to, and why this tool. */
export interface ExposureReport {
  readonly attack: AttackSlug
  readonly name: string
  readonly why: Prose
}

/** How to control the tool. */
export interface ControlReport {
  /** What the policy does, in a word: `Cap`, `Limit`, `Gate`, `Restrict`. */
  readonly button: Button
  /** To paste: passes `portcullis check`, and takes nothing away from other tools when it is added to a policy. */
  readonly policy: Policy
  /** One sentence of what it means. */
  readonly means: Prose
  /** Three steps: register the server, add the policy, point the client at the gateway. */
  readonly steps: readonly { readonly title: string; readonly text: Prose; readonly code?: string }[]
}

/** A question that people ask, and its answer. */
export interface QuestionReport {
  readonly question: string
  readonly answer: Prose
}

/** The tool page's content, in the page's order. */
export interface ToolReport {
  readonly server: ServerLink
  readonly tool: ToolLink
  /** Evidence is what the shipped facts show; where a description had moved the label, `described` is true. */
  readonly label: Label
  readonly described: boolean
  /** One sentence: the page's description. At most 160 characters as plain text. */
  readonly summary: Prose
  readonly does: readonly Prose[]
  readonly why: readonly Prose[]
  /** What speaks for a category; what only speaks against one is left out. */
  readonly evidence: readonly Pick<Evidence, 'source' | 'category' | 'because'>[]
  readonly parameters: readonly ParameterReport[]
  readonly exposures: readonly ExposureReport[]
  readonly control: ControlReport
  readonly siblings: readonly ToolLink[]
  readonly elsewhere: readonly ToolLink[]
  /** Policies for neighbouring needs: a title, and the fragment to add. */
  readonly relatedPolicies: readonly { readonly title: string; readonly policy: Policy }[]
  readonly deeper: readonly { readonly text: string; readonly to: PageRef }[]
  readonly questions: readonly QuestionReport[]
}

/** The server page's content. */
export interface ServerReport {
  readonly server: ServerLink
  readonly facts: ServerFacts
  readonly summary: Prose
  readonly about: readonly Prose[]
  readonly counts: Readonly<Record<Category, number>>
  /** Undefined where none of its tools is known. */
  readonly grade: GradeReport | undefined
  /** What each deduction means and what a policy does about it. */
  readonly gradeSays: readonly Prose[]
  readonly dangerous: readonly (ToolLink & { readonly why: Prose })[]
  readonly policy: Policy | undefined
  readonly policyMeans: readonly Prose[]
  readonly tools: readonly (ToolLink & { readonly says: Prose })[]
  readonly changes: readonly { readonly day: string; readonly says: Prose }[]
  readonly related: readonly ServerLink[]
  readonly questions: readonly QuestionReport[]
}

/** Where things are. */
export interface ReportOptions {
  /** Origin of the gateway in the steps, without a slash at its end; `http://127.0.0.1:4100` where it is not given. */
  readonly gateway?: string
}
