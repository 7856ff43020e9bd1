/** The taxonomy of risk: what a tool can do, how bad that may be, and why we say so. */

import type { Attack } from './attack-slugs.ts'

/** What a tool does in the worst of its ordinary uses, mildest first. */
export type Category = 'Read' | 'Write' | 'Execute' | 'Destructive' | 'Financial'

/** How much harm one wrong call can do. */
export type RiskLevel = 'Low' | 'Medium' | 'High' | 'Critical'

/** All categories, mildest first: of two that are equally likely the later one wins. */
export const CATEGORIES: readonly Category[] = ['Read', 'Write', 'Execute', 'Destructive', 'Financial']

/** All levels, mildest first. */
export const RISK_LEVELS: readonly RiskLevel[] = ['Low', 'Medium', 'High', 'Critical']

/** Where each category starts before reasons move it. */
export const BASE_RISK: Readonly<Record<Category, RiskLevel>> = {
  Read: 'Low',
  Write: 'Medium',
  Execute: 'High',
  Destructive: 'Critical',
  Financial: 'Critical',
}

/** Which part of a definition a piece of evidence was read in. */
export type EvidenceSource = 'name' | 'title' | 'description' | 'schema' | 'annotations' | 'siblings' | 'server'

/** One thing in a definition that speaks for a category. */
export interface Evidence {
  /** The signal that found it, such as `verb` or `operations`. */
  readonly signal: string
  readonly source: EvidenceSource
  readonly category: Category
  /** How strongly, in log-odds: 1 is a hint, 4 is nearly certain; negative speaks against the category. */
  readonly weight: number
  /** One sentence without a full stop at its end; foreign text in it is inert and short. */
  readonly because: string
}

/**
 * What a tool has to do with the data and the people around it, apart from its category.
 *
 * Reads: `private` (data that is not public), `personal` (that is about people besides), `secrets` (credentials, also where an argument takes one),
 * `untrusted` (text that strangers write). Ways out: `sends` (reaches people, cannot be called back), `egress` (something
 * can leave by it: a comment, a webhook, an upload, an address of the caller's choice). Reach: `bulk`, `permissions`,
 * `spends` (uses up paid credits), `irreversible`. Freeform arguments: `code`, `sql`, `path`, `url`, `markup`, `amount`,
 * `many-parameters`. The definition itself: `hidden-text`, `instructions` (to the model).
 */
export type Trait =
  | 'sends'
  | 'egress'
  | 'bulk'
  | 'permissions'
  | 'secrets'
  | 'private'
  | 'personal'
  | 'untrusted'
  | 'spends'
  | 'irreversible'
  | 'code'
  | 'sql'
  | 'path'
  | 'url'
  | 'markup'
  | 'amount'
  | 'many-parameters'
  | 'hidden-text'
  | 'instructions'

/** A trait that was found, and why. */
export interface Finding {
  readonly trait: Trait
  readonly source: EvidenceSource
  readonly because: string
  /** Name of the parameter that shows it, where one does. */
  readonly parameter?: string
}

/** Who vouches for a label: our classifier, or an operator. */
export type LabelSource = 'derived' | 'reviewed'

/** What is known about the risk of one tool. */
export interface Label {
  readonly category: Category
  readonly risk: RiskLevel
  /** 0 … 1: the share of the evidence that agrees, calibrated on labelled tools. */
  readonly confidence: number
  /** Strongest first. */
  readonly evidence: readonly Evidence[]
  /** What moved the risk away from its category's base, in words; empty where nothing did. */
  readonly reasons: readonly string[]
  readonly findings: readonly Finding[]
  /** Slugs of the attack patterns that this kind of access is open to, worst first. */
  readonly attacks: readonly Attack[]
  readonly source: LabelSource
}

/** Whether `a` is at least as severe as `b`. */
export function atLeast(a: RiskLevel, b: RiskLevel): boolean {
  return RISK_LEVELS.indexOf(a) >= RISK_LEVELS.indexOf(b)
}

/** The category, of two, that needs the stricter rule. */
export function severer(a: Category, b: Category): Category {
  return CATEGORIES.indexOf(a) >= CATEGORIES.indexOf(b) ? a : b
}
