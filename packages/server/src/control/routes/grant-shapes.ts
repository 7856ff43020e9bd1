/** What routes of grants share. */
import { z } from 'zod'

export const tag = 'Grants'
export const inOrganisation = z.object({ organisation: z.string() })
export const oneGrant = z.object({ organisation: z.string(), grant: z.string().max(64) })
/** The path of one grant. */
export const GRANT = '/organisations/{organisation}/grants/{grant}'
