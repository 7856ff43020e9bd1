/** Shapes of values that several routes of accounts share. */
import { z } from 'zod'
import { ROLES } from '../permissions.ts'

export const slug = z.string().regex(/^[a-z0-9-]{1,63}$/, 'Lower-case letters, digits and hyphens, at most 63.')
export const inOrganisation = z.object({ organisation: slug })
export const email = z.string().min(3).max(254).describe('E-mail address.')
export const password = z.string().min(1).max(1000).describe('At least twelve characters.')
/** A secret out of a link. */
export const secret = z.string().min(1).max(100)
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'Visible characters only.')
  .describe('As other people read it.')
export const role = z.enum(ROLES)
export const instant = z.int().describe('Milliseconds since 1970-01-01, UTC.')
/** A role, and where it holds. */
export const givenRole = z.object({
  role,
  server: slug.optional().describe('The one server for which it holds; left out: the whole organisation.'),
})

/** What a log-in answers; the session's other half is its cookie. */
export const openedSession = z.object({
  session: z.string(),
  account: z.string(),
  key: z.string().describe('Sent as `Portcullis-Session` with every request; kept by the page, shown once.'),
  device: z.string().optional().describe('Makes this browser known at the next log-in; shown once.'),
  expires: instant,
})
