/** What `check` finds in a policy, and what kinds of findings there are. */
import type { Place } from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'
import type { Subject } from './subject.ts'

/** An `error`: the policy does not do what it says. A `warning`: probably not. A `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note'

/** One finding, placed in the text. */
export interface Finding {
  /** Stable, and safe to build on. */
  readonly code: string
  readonly severity: Severity
  /** JSON Pointer into the document. */
  readonly pointer: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
  /** What was found. */
  readonly message: string
  /** What to do. */
  readonly remedy: string
  /** Path of the page about this kind of finding, below `docs/reference`. */
  readonly reference: string
}

/** A finding before its kind and its place in the text are put to it. */
export interface Draft {
  /** Unescaped segments of the place. */
  readonly path: Place
  /** Point at the key rather than at its value. */
  readonly atKey?: boolean
  readonly message: string
  readonly remedy: string
  /** Where it differs from that of the kind. */
  readonly severity?: Severity
}

/** A policy that has the finding, and the same one mended. Texts stand as they are; values are written as JSON. */
export interface Example {
  readonly policy: unknown
  readonly mended: unknown
  readonly tools?: readonly KnownTool[]
  /** Documents over the policy. */
  readonly layers?: readonly unknown[]
  /** Milliseconds since the Unix epoch: when it is checked. */
  readonly at?: number
}

/** A kind of findings, as the reference describes it. */
export interface Described {
  readonly code: string
  readonly severity: Severity
  /** A line without a full stop. */
  readonly title: string
  /** Why it matters, and what to do: sentences. */
  readonly why: string
  /** Undefined for what no short document can have. */
  readonly example: Example | undefined
}

/** A kind of findings and the search for them. */
export interface FindingKind extends Described {
  readonly example: Example
  readonly find: (subject: Subject) => readonly Draft[]
}

/** Path of the page about a kind of finding, below `docs/reference`. */
export function referenceOf(code: string): string {
  return `findings/${code}.md`
}
