/** All steps of the schema, in their order. */
import type { Migration } from '../migration.ts'
import { foundation } from './0001-foundation.ts'
import { accounts } from './0002-accounts.ts'
import { servers } from './0003-servers.ts'
import { grants } from './0004-grants.ts'
import { authorization } from './0005-authorization.ts'
import { policies } from './0006-policies.ts'
import { audit } from './0007-audit.ts'
import { api } from './0008-api.ts'
import { kills } from './0009-kills.ts'
import { decisionTexts } from './0010-decision-texts.ts'
import { sealedUrls } from './0011-sealed-urls.ts'
import { terminals } from './0012-terminals.ts'
import { approvals } from './0013-approvals.ts'
import { serverHealthLog } from './0014-server-health-log.ts'
import { decisionApprovals } from './0015-decision-approvals.ts'
import { decisionKinds } from './0016-decision-kinds.ts'
import { gateways } from './0017-gateways.ts'
import { policyCases } from './0020-policy-cases.ts'
import { factKeys } from './0021-fact-keys.ts'

export const MIGRATIONS: readonly Migration[] = [
  foundation,
  accounts,
  servers,
  grants,
  authorization,
  policies,
  audit,
  api,
  kills,
  decisionTexts,
  sealedUrls,
  terminals,
  approvals,
  serverHealthLog,
  decisionApprovals,
  decisionKinds,
  gateways,
  policyCases,
  factKeys,
]
