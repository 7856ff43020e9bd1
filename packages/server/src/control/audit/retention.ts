/** What is older than an organisation wants it kept is dropped: from the index, the changes and, by the gateway, the logs. */
import {
  dropMonth,
  makeMonths,
  monthAfter,
  monthAt,
  monthsOf,
  speaksPostgres,
} from '../../store/sql/decision-months.ts'
import type { Database } from '../../store/sql/tables.ts'
import type { Control } from '../control.ts'
import { readSettings } from '../organisation/settings.ts'
import { dropChanges } from './dropped-changes.ts'
import { dropKinds, sweepKinds } from './index/decision-kind.ts'

const DAY = 86_400_000
const LONGEST_MONTH = 31 * DAY
/** Rows of one statement, and statements of one round: others ask the database too. */
const ROWS = 2000
const STATEMENTS = 25

/** Days by organisation; those that keep everything are left out. */
export async function retentionDays({ db }: Pick<Control, 'db'>): Promise<Readonly<Record<string, number>>> {
  const rows = await db.selectFrom('organisations').select(['id', 'settings']).execute()
  return Object.fromEntries(
    rows.flatMap(({ id, settings }) => {
      const days = readSettings(settings).retention_days
      return days === null ? [] : [[id, days]]
    }),
  )
}

/** What dropping old decisions needs. */
type Dropping = Pick<Control, 'audit' | 'clock'>

/** Makes the months that come next, so that nobody who writes has to, and drops what is too old by now. */
export async function dropOld(control: Control, days: Readonly<Record<string, number>>): Promise<void> {
  const { audit, clock } = control
  const isPostgres = speaksPostgres(audit.db)
  if (isPostgres) {
    const month = monthAt(clock.now())
    await makeMonths(audit.db, [month, monthAfter(month), monthAfter(monthAfter(month))])
    await dropOldMonths(control, days)
  }
  for (const [organisation, kept] of Object.entries(days)) {
    const before = clock.now() - kept * DAY
    await dropChanges(control, organisation, before)
    await dropCounts(audit.db, organisation, before)
    await dropDecisions(audit.db, organisation, before - (isPostgres ? patience(kept) : 0))
  }
}

/** Months of which no organisation that has decisions in them wants any kept. Answers their names. */
export async function dropOldMonths(
  { audit: { db }, clock }: Dropping,
  days: Readonly<Record<string, number>>,
): Promise<readonly string[]> {
  const dropped: string[] = []
  for (const month of await monthsOf(db)) {
    const isOld = (organisation: string): boolean => {
      const kept = Object.hasOwn(days, organisation) ? days[organisation] : undefined
      return kept !== undefined && month.to <= clock.now() - kept * DAY
    }
    if (month.to > clock.now()) break
    const organisations = await organisationsIn(db, month)
    if (!organisations.every(isOld)) continue
    // Meanwhile a gateway may have read a log that it is far behind with.
    const isGone = await dropMonth(db, month, async (tx) => (await organisationsIn(tx, month)).every(isOld))
    if (!isGone) continue
    dropped.push(month.name)
    for (const organisation of organisations) await sweepKinds(db, organisation)
  }
  return dropped
}

/** Organisations that have decisions in a month, each found by a step of an index. */
async function organisationsIn(
  db: Pick<Database, 'selectFrom'>,
  { from, to }: { readonly from: number; readonly to: number },
) {
  const found: string[] = []
  for (;;) {
    const next = await db
      .selectFrom('decisions')
      .select('organisation')
      .where('at', '>=', from)
      .where('at', '<', to)
      .where('organisation', '>', found.at(-1) ?? '')
      .orderBy('organisation')
      .limit(1)
      .executeTakeFirst()
    if (next === undefined) return found
    found.push(next.organisation)
  }
}

/** Rows wait as files of the log do, by a tenth of what is kept, for their month to be dropped as a whole: that costs nothing. */
const patience = (kept: number): number => Math.min(LONGEST_MONTH, (kept * DAY) / 10)

async function dropCounts(db: Database, organisation: string, before: number): Promise<void> {
  for (const counts of ['decision_hours', 'decision_totals', 'audit_notices'] as const)
    await db.deleteFrom(counts).where('organisation', '=', organisation).where('hour', '<', before).execute()
  await db.deleteFrom('decision_days').where('organisation', '=', organisation).where('day', '<', before).execute()
}

async function dropDecisions(db: Database, organisation: string, before: number): Promise<void> {
  for (let statement = 0; statement < STATEMENTS; statement++) {
    const old = await db
      .selectFrom('decisions')
      .select(['id', 'kind_id'])
      .where('organisation', '=', organisation)
      .where('at', '<', before)
      .orderBy('at')
      .limit(ROWS)
      .execute()
    if (old.length === 0) return
    await db
      .deleteFrom('decisions')
      .where('organisation', '=', organisation)
      .where('at', '<', before)
      .where(
        'id',
        'in',
        old.map(({ id }) => id),
      )
      .execute()
    await dropKinds(db, organisation, [...new Set(old.map(({ kind_id }) => kind_id))])
  }
}
