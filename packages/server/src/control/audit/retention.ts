/** What is older than an organisation wants it kept is dropped: from the index, the changes and, by the gateway, the logs. */
import type { Control } from '../control.ts'
import { readSettings } from '../organisation/settings.ts'
import { dropChanges } from './dropped-changes.ts'
import { dropTexts } from './index/decision-text.ts'

const DAY = 86_400_000
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

/** Drops what is too old by now. */
export async function dropOld(control: Control, days: Readonly<Record<string, number>>): Promise<void> {
  for (const [organisation, kept] of Object.entries(days)) {
    const before = control.clock.now() - kept * DAY
    await dropChanges(control, organisation, before)
    await dropDecisions(control, organisation, before)
  }
}

async function dropDecisions({ audit: { db } }: Control, organisation: string, before: number): Promise<void> {
  await db.deleteFrom('decision_hours').where('organisation', '=', organisation).where('hour', '<', before).execute()
  await db.deleteFrom('audit_notices').where('organisation', '=', organisation).where('hour', '<', before).execute()
  for (let statement = 0; statement < STATEMENTS; statement++) {
    const old = await db
      .selectFrom('decisions')
      .select(['id', 'text_id'])
      .where('organisation', '=', organisation)
      .where('at', '<', before)
      .orderBy('at')
      .limit(ROWS)
      .execute()
    if (old.length === 0) return
    await db
      .deleteFrom('decisions')
      .where('organisation', '=', organisation)
      .where(
        'id',
        'in',
        old.map(({ id }) => id),
      )
      .execute()
    await dropTexts(db, organisation, [...new Set(old.map(({ text_id }) => text_id))])
  }
}
