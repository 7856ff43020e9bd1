/** Settings of an organisation: what its admins decide for all of it. */
import { z } from 'zod'

/** All settings, each with what holds where nothing was decided. */
export const organisationSettings = z.strictObject({
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
