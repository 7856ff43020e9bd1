/** Asking: the question that there is, or a new one. */
import type { Instant } from '@portcullis/engine'
import { type Asking, MAX_OPENED_AN_HOUR, MAX_PENDING, type Opened } from '../../ports/approval-store.ts'
import { joinTerms, servesTool } from '../../ports/approval-terms.ts'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { newId } from '../id.ts'
import { counts, paramsPlace, type Question } from './approval-row.ts'
import { rulesText } from './asked-rules.ts'
import { lockAsker } from './asker.ts'
import { goneNow } from './pulse.ts'
import { questionsOf, type ReadingParts, showToGateway } from './question.ts'
import { supersedeRows } from './supersede.ts'

const HOUR = 3_600_000
/** Earlier questions of the same call that are looked at. */
const EARLIER = 50
/** Longest definition of a tool that is kept. */
const MOST_DEFINITION = 65_536
/** Stands for no bound. */
const ENDLESS = 1_000_000_000

const ASKED_ANEW = 'Something that it was bound to is different now: it was asked anew.'

/** What came of it, and which questions moved. */
export interface OpenedApproval {
  readonly opened: Opened
  readonly moved: readonly string[]
}

/** Finds the question of this call that still counts, or opens one. */
export async function openApproval(tx: Transaction, parts: ReadingParts, asking: Asking): Promise<OpenedApproval> {
  const now = parts.clock.now()
  await lockAsker(tx, asking.organisation, asking.grant.id)
  const gone = await goneNow(tx, now)
  const earlier = (await questionsOf(tx, await earlierOf(tx, asking))).map((one) => asSeenBy(one, asking))
  const found = earlier.find((question) => counts(question, gone, now))
  if (found !== undefined) {
    const [approval] = await showToGateway(tx, parts, [found])
    return { opened: approval === undefined ? UNAVAILABLE : { outcome: 'found', approval }, moved: [] }
  }
  const moved = await supersedeRows(tx, { ...asked(asking), call: asking.call }, ASKED_ANEW, now)
  const wait = await waitOf(tx, asking, now)
  if (wait !== undefined) return { opened: { outcome: 'too_many', retryAfter: Math.ceil(wait / 1000) }, moved }
  const row = rowOf(asking, parts, now)
  await tx.insertInto('approvals').values(row).execute()
  const [approval] = await showToGateway(tx, parts, [{ row, uses: [] }])
  return {
    opened: approval === undefined ? UNAVAILABLE : { outcome: 'found', approval },
    moved: [...moved, row.id],
  }
}

/** Answers that wait are for the calls that they belong to, not for others that the same approval serves. */
const asSeenBy = ({ row, uses }: Question, { binding }: Asking): Question => ({
  row,
  uses: uses.map((use) => (use.binding === binding ? use : { ...use, result: null })),
})

const UNAVAILABLE: Opened = { outcome: 'unavailable' }

const asked = ({ organisation, grant }: Asking) => ({ organisation, grant: grant.id })

/** The latest first. */
function earlierOf(
  tx: Transaction,
  { organisation, grant, binding, alike }: Asking,
): Promise<readonly ApprovalTable[]> {
  return tx
    .selectFrom('approvals')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('grant_id', '=', grant.id)
    .where((eb) =>
      alike === undefined
        ? eb('binding', '=', binding)
        : eb.or([
            eb('binding', '=', binding),
            eb.and([eb('alike', '=', alike), eb('alike', '!=', ''), eb('state', '=', 'approved')]),
          ]),
    )
    .orderBy('opened', 'desc')
    .orderBy('id', 'desc')
    .limit(EARLIER)
    .execute()
}

/** Milliseconds for which the grant may ask nothing more; undefined: it may. */
async function waitOf(tx: Transaction, asking: Asking, now: Instant): Promise<number | undefined> {
  const its = tx
    .selectFrom('approvals')
    .where('organisation', '=', asking.organisation)
    .where('grant_id', '=', asking.grant.id)
  const pending = await its
    .select('expires')
    .where('state', '=', 'pending')
    .where('expires', '>', now)
    .orderBy('expires')
    .execute()
  const [first] = pending
  if (first !== undefined && pending.length >= MAX_PENDING) return first.expires - now
  const opened = await its
    .select('opened')
    .where('opened', '>', now - HOUR)
    .orderBy('opened')
    .execute()
  const oldest = opened.at(-MAX_OPENED_AN_HOUR)
  return oldest === undefined ? undefined : oldest.opened + HOUR - now
}

function rowOf(asking: Asking, { sealer }: ReadingParts, now: Instant): ApprovalTable {
  const { organisation, grant, server, label, asks, definition } = asking
  const terms = joinTerms(asks)
  const id = newId('apr', now)
  const { reuse } = terms
  const uses = reuse === undefined ? 1 : (reuse.maxUses ?? ENDLESS)
  const alike = servesTool(terms, label) ? (asking.alike ?? '') : ''
  return {
    ...{ id, organisation, grant_id: grant.id, grant_label: grant.label, owner: grant.owner },
    ...{ server: server.id, server_slug: server.slug, tool: asking.tool },
    ...{ category: label?.category ?? '', risk: label?.risk ?? '' },
    ...{ binding: asking.binding, alike, call: asking.call },
    ...{ rules: rulesText(asks), approvers: JSON.stringify(terms.approvers) },
    ...{ quorum: terms.quorum, four_eyes: Number(terms.fourEyes) },
    ...{ serves: reuse?.forMs ?? terms.timeout, uses, uses_left: uses, narrowed_by: '' },
    ...{ params: sealer.seal(asking.params, paramsPlace({ organisation, id })), narrowed: null },
    definition: definition === undefined || definition.length > MOST_DEFINITION ? null : definition,
    ...{ state: 'pending', reason: '', opened: now, expires: now + terms.timeout, moved: now },
    ...{ acknowledged_by: '', told: '' },
  }
}
