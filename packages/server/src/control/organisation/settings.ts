/** Settings of an organisation: what its admins decide for all of it. */
import { z } from 'zod'
import type { Database } from '../../store/sql/tables.ts'

/** All settings, each with what holds where nothing was decided. */
export const organisationSettings = z.strictObject({
  policy_review: z
    .enum(['off', 'loosening', 'always'])
    .default('off')
    .describe(
      'Which saves of policies wait until another person confirms them: none, those that allow more than before, or all.',
    ),
  retention_days: z
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .default(null)
    .describe('Days for which decisions and changes are kept; `null`: for ever.'),
})

/** The settings as they hold. */
export type OrganisationSettings = z.output<typeof organisationSettings>

/** Reads what is stored; what is not stored is as it is usually. */
export function readSettings(stored: string): OrganisationSettings {
  const value: unknown = JSON.parse(stored)
  return organisationSettings.parse(value)
}

/** Settings of an organisation; the usual ones where it is gone. */
export async function settingsOf(db: Database, organisation: string): Promise<OrganisationSettings> {
  const row = await db.selectFrom('organisations').select('settings').where('id', '=', organisation).executeTakeFirst()
  return readSettings(row?.settings ?? '{}')
}
