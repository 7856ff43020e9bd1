/** All tables of the control plane's database: each area has a file in `tables`, and a line here. */
import type { Kysely, Transaction as KyselyTransaction } from 'kysely'
import type { AccountTables } from './tables/accounts.ts'
import type { ApiTables } from './tables/api.ts'
import type { ApprovalTables } from './tables/approvals.ts'
import type { AuditTables } from './tables/audit.ts'
import type { AuthorizationTables } from './tables/authorization.ts'
import type { ChangeTables } from './tables/change.ts'
import type { GatewayTables } from './tables/gateways.ts'
import type { GrantTables } from './tables/grants.ts'
import type { KillTables } from './tables/kills.ts'
import type { OrganisationTables } from './tables/organisation.ts'
import type { PolicyTables } from './tables/policies.ts'
import type { ServersTables } from './tables/servers.ts'
import type { UpstreamAuthTables } from './tables/upstream-auth.ts'

/** Tables by name. */
export interface Tables
  extends AccountTables,
    ApiTables,
    ApprovalTables,
    AuditTables,
    AuthorizationTables,
    ChangeTables,
    KillTables,
    GatewayTables,
    GrantTables,
    OrganisationTables,
    PolicyTables,
    ServersTables,
    UpstreamAuthTables {}

/** The database, for reading; a transaction is one too. Changes go through `mutate`. */
export type Database = Kysely<Tables>

/** What a change is written through. */
export type Transaction = KyselyTransaction<Tables>
