/** Issuers elsewhere whose tokens prove grants: what is written of them, and what is read back. */
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { IssuerTable } from '../../../store/sql/tables/authorization.ts'

/** Signatures that are taken: none that a public key could forge, and not `none`. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const

const MOST_RULES = 200
const MOST_CLAIMS = 10

const value = z.string().min(1).max(500)

/** Which claims prove which grant. */
export const CLAIM_RULE = z.strictObject({
  claims: z
    .record(z.string().min(1).max(200), z.union([value, z.array(value).min(1).max(100)]))
    .refine((claims) => Object.keys(claims).length > 0, 'A rule names at least one claim.')
    .refine((claims) => Object.keys(claims).length <= MOST_CLAIMS, `At most ${MOST_CLAIMS} claims.`)
    .describe(
      'Each claim, by its name at the top level, has to be this text, one of these, or a list that holds one of these.',
    ),
  grant: z.string().max(64).describe('Id of the grant that such a token proves.'),
})

export type ClaimRule = z.output<typeof CLAIM_RULE>

/** The rules of an issuer, in their order. */
export const CLAIM_RULES = z.array(CLAIM_RULE).max(MOST_RULES).describe('The first rule that fits says which grant.')

/** A row with its texts read. */
export interface IssuerRow extends Omit<Selectable<IssuerTable>, 'algorithms' | 'rules'> {
  readonly algorithms: readonly string[]
  readonly rules: readonly ClaimRule[]
}

/** Reads a row's texts: they were written by us. */
export function readIssuer(row: Selectable<IssuerTable>): IssuerRow {
  return { ...row, algorithms: JSON.parse(row.algorithms), rules: JSON.parse(row.rules) }
}

/** The grant that claims prove; undefined: none. */
export function grantOfClaims(
  rules: readonly ClaimRule[],
  claims: Readonly<Record<string, unknown>>,
): string | undefined {
  return rules.find((rule) => Object.entries(rule.claims).every(([name, wanted]) => fits(claims, name, wanted)))?.grant
}

function fits(claims: Readonly<Record<string, unknown>>, name: string, wanted: string | readonly string[]): boolean {
  const found = Object.hasOwn(claims, name) ? claims[name] : undefined
  const values: readonly unknown[] = Array.isArray(found) ? found : [found]
  return values.some(
    (one) => typeof one === 'string' && (typeof wanted === 'string' ? one === wanted : wanted.includes(one)),
  )
}
