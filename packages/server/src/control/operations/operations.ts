/** What pages for operators need: how the gateway does, who may see it, and what the control plane measures itself. */
import type { Vitals, Wanted } from '../../ports/measures.ts'
import type { IndexLag } from '../audit/index/lag.ts'
import type { MayWatch } from './watchers.ts'

export interface Operations {
  /** Undefined: the gateway did not answer in time. Never rejects. */
  vitals(wanted: Wanted): Promise<Vitals | undefined>
  readonly mayWatch: MayWatch
  /** How far the index of decisions is behind the logs; undefined: nobody reads them yet. */
  indexLag(): IndexLag | undefined
}
