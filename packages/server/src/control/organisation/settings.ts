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
  approval_mail: z
    .boolean()
    .default(true)
    .describe('Those who may answer a call that waits for a person are told by mail, where there is a mail server.'),
  second_factor: z
    .enum(['optional', 'required'])
    .default('optional')
    .describe('`required`: whoever logged in by a password alone can set a second factor up, and nothing else.'),
  second_factor_of_sign_on: z
    .enum(['required', 'exempt'])
    .default('required')
    .describe(
      'Where one is required of people who come by single sign-on: their provider says that they gave it (`amr`, `acr`), or it is the provider’s business (`exempt`).',
    ),
})

/** The settings as they hold. */
export type OrganisationSettings = z.output<typeof organisationSettings>

/** Whether a session may not reach the organisation before its owner gave a second factor. */
export function wantsSecondFactor(
  { second_factor, second_factor_of_sign_on }: OrganisationSettings,
  session: { readonly factors: number; readonly organisation: string },
): boolean {
  if (second_factor === 'optional' || session.factors >= 2) return false
  return session.organisation === '' || second_factor_of_sign_on === 'required'
}

/** Reads what is stored; what is not stored is as it is usually. */
export function readSettings(stored: string): OrganisationSettings {
  const value: unknown = JSON.parse(stored)
  return organisationSettings.parse(value)
}
