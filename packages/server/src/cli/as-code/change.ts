/** One change that a plan would make. */

import type { ReferenceWorld } from '../remote/references.ts'
import type { Session } from '../remote/session.ts'
import type { Difference } from './difference.ts'

export type CodeKind = 'policy' | 'server' | 'pins' | 'organisation' | 'template' | 'grant' | 'webhook'

/** What making a change needs. */
export interface Making {
  readonly session: Session
  readonly params: { readonly organisation: string }
  /** Where references to secrets lead. */
  readonly world: ReferenceWorld
  /** A token that was made, or a webhook's secret: nobody sees it again. */
  readonly onToken: (label: string, token: string) => void
  /** Why, in change logs and histories. */
  readonly reason: string
}

/** A change. */
export interface Change {
  readonly action: 'create' | 'edit' | 'remove'
  readonly kind: CodeKind
  readonly name: string
  /** Undefined: no file wants it any more. */
  readonly file: string | undefined
  readonly differences: readonly Difference[]
  /** For a policy: which calls are answered otherwise, for people. */
  readonly meaning?: string
  /** Something is allowed that was not. */
  readonly loosens?: boolean
  /** A token comes of it. */
  readonly token?: true
  readonly make: (making: Making) => Promise<void>
}
