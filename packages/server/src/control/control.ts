/** What every part of the control plane shares. Parts add what others need of them here. */

import type { CaseWorld, Keyring } from '@portcullis/workbench'
import type { DeriveKey } from '../crypto/keys.ts'
import type { Sealer } from '../crypto/seal.ts'
import type { Guard } from '../egress/guard.ts'
import type { Fetch } from '../egress/guarded-fetch.ts'
import type { Clock } from '../ports/clock.ts'
import type { ChangeTable } from '../store/sql/tables/change.ts'
import type { Database } from '../store/sql/tables.ts'
import type { Accounts } from './account/accounts.ts'
import type { EventHub } from './api/events.ts'
import type { AuditIndex } from './audit/audit-index.ts'
import type { Touched } from './change/mutate.ts'
import type { GatewayCounters } from './counter/gateway-counters.ts'
import type { Gateways } from './gateways/gateways.ts'
import type { SuppliedCredential } from './messages.ts'
import type { Operations } from './operations/operations.ts'
import type { Installation } from './server/installation.ts'

/** Tells the gateway of changed rows. */
export interface Feed {
  /** Resolves when the gateway said that it holds, at the latest after a second. `epoch`: the directory's number now. */
  publish(touched: Touched, epoch: number): Promise<void>
}

/** Tells those who look on. */
export interface Events {
  tell(record: Pick<ChangeTable, 'organisation'>): void
}

/** Connections to addresses that people name, or that strangers do. */
export interface Egress {
  readonly guard: Guard
  /** Every connection of it is judged by the guard. */
  readonly fetch: Fetch
  /** Milliseconds that strangers are waited for at least, where that is more than usual; for machines that are busy. */
  readonly patience?: number
}

/** Tells the gateway of credentials for servers. */
export interface CredentialLine {
  tell(put: readonly SuppliedCredential[]): void
}

/** Tells the gateway, and whoever looks on, that questions stand otherwise than before. */
export interface ApprovalLine {
  moved(organisation: string, ids: readonly string[]): void
}

/** The control plane of one installation. */
export interface Control {
  readonly db: Database
  readonly clock: Clock
  /** Derives keys from the installation's. */
  readonly deriveKey: DeriveKey
  /** Seals what the database must not hold in clear. */
  readonly sealer: Sealer
  readonly egress: Egress
  /** What the operator's file says of servers. */
  readonly installation: Installation
  readonly credentials: CredentialLine
  /** Those that share the database. */
  readonly gateways: Gateways
  /** Budgets: the gateway owns them. */
  readonly counters: GatewayCounters
  readonly feed: Feed
  readonly approvals: ApprovalLine
  readonly accounts: Accounts
  readonly audit: AuditIndex
  /** What cases of policies count with: the gateway's own arithmetic. */
  readonly caseWorld: CaseWorld
  /** The keys with which facts of calls were kept, as they are now: keys of months long ago are destroyed. */
  readonly factKeyring: () => Keyring | { readonly problem: string }
  readonly operations: Operations
  readonly events: EventHub
  /** Where people reach the control plane: `http://127.0.0.1:4101`. */
  readonly origin: string
  /** Where clients reach the gateway: `http://127.0.0.1:4100`. */
  readonly gateway: string
  /** A line for the operator; never a secret. */
  readonly say: (text: string) => void
}
