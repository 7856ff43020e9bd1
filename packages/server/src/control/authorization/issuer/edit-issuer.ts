/** Issuers are trusted, changed, and trusted no longer. */
import type { Database, Transaction } from '../../../store/sql/tables.ts'
import { unlessChanged } from '../../api/etag.ts'
import { type FieldError, isProblem, notFound, type Problem, problem, wrongField } from '../../api/problem.ts'
import { type Changing, mutate } from '../../change/mutate.ts'
import type { Context } from '../../context.ts'
import { newId } from '../../id.ts'
import { secureUrl } from '../../upstream-auth/oauth/world.ts'
import { type ClaimRule, type IssuerRow, readIssuer } from './issuer.ts'

/** What is asked for. */
export interface IssuerWish {
  readonly label: string
  readonly issuer: string
  /** Null: where its metadata say. */
  readonly jwks_uri: string | null
  readonly algorithms: readonly string[]
  readonly rules: readonly ClaimRule[]
  readonly enabled: boolean
}

/** The issuer of an organisation by id; a problem where there is none. */
export async function findIssuer(
  db: Database | Transaction,
  organisation: string,
  id: string,
): Promise<IssuerRow | Problem> {
  const row = await db
    .selectFrom('issuers')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? notFound : readIssuer(row)
}

/** Trusts an issuer. */
export async function createIssuer(context: Context, wish: IssuerWish): Promise<IssuerRow | Problem> {
  const { organisation, at } = context
  const wrong = addressProblem(context, wish)
  if (wrong !== undefined) return wrong
  const id = newId('iss', at)
  return mutate(context, changeOf('issuer.create', id, wish), async (tx, changing) => {
    const row = { id, organisation, created: at, revision: 1, ...columnsOf(wish) }
    const refused = await refusal(tx, organisation, row)
    if (refused !== undefined) return refused
    await tx.insertInto('issuers').values(row).execute()
    changing.touch('organisations', organisation)
    return readIssuer(row)
  })
}

/** Changes an issuer that is as the client last saw it; tokens that it gave are verified anew. */
export async function editIssuer(
  context: Context,
  id: string,
  edit: { readonly [Key in keyof IssuerWish]?: IssuerWish[Key] | undefined },
): Promise<IssuerRow | Problem> {
  const { control, organisation, expected } = context
  const found = await findIssuer(control.db, organisation, id)
  if (isProblem(found)) return found
  const wish = wishOf(found, edit)
  const wrong = addressProblem(context, wish)
  if (wrong !== undefined) return wrong
  return mutate(context, changeOf('issuer.edit', id, wish), async (tx, changing) => {
    const before = await findIssuer(tx, organisation, id)
    if (isProblem(before)) return before
    const stale = unlessChanged(expected, before.revision)
    if (stale !== undefined) return stale
    const row = {
      id,
      organisation,
      created: before.created,
      revision: before.revision + 1,
      ...columnsOf(wishOf(before, edit)),
    }
    const refused = await refusal(tx, organisation, row)
    if (refused !== undefined) return refused
    await tx.updateTable('issuers').set(row).where('id', '=', id).execute()
    await forget(tx, changing, id, organisation)
    return readIssuer(row)
  })
}

/** Trusts an issuer no longer: its tokens prove nothing from now on. */
export async function deleteIssuer(context: Context, id: string): Promise<Problem | undefined> {
  const { organisation, expected } = context
  const change = { action: 'issuer.delete', object: { kind: 'issuer', id } }
  return mutate(context, change, async (tx, changing) => {
    const before = await findIssuer(tx, organisation, id)
    if (isProblem(before)) return before
    const stale = unlessChanged(expected, before.revision)
    if (stale !== undefined) return stale
    changing.note({ issuer: before.issuer })
    await tx.deleteFrom('issuers').where('id', '=', id).execute()
    await forget(tx, changing, id, organisation)
    return undefined
  })
}

function wishOf(
  before: IssuerRow,
  edit: { readonly [Key in keyof IssuerWish]?: IssuerWish[Key] | undefined },
): IssuerWish {
  return {
    label: edit.label ?? before.label,
    issuer: edit.issuer ?? before.issuer,
    jwks_uri: edit.jwks_uri === undefined ? before.jwks_uri || null : edit.jwks_uri,
    algorithms: edit.algorithms ?? before.algorithms,
    rules: edit.rules ?? before.rules,
    enabled: edit.enabled ?? before.enabled === 1,
  }
}

const columnsOf = ({ label, issuer, jwks_uri, algorithms, rules, enabled }: IssuerWish) => ({
  label,
  issuer,
  jwks_uri: jwks_uri ?? '',
  algorithms: JSON.stringify(algorithms),
  rules: JSON.stringify(rules),
  enabled: enabled ? 1 : 0,
})

const changeOf = (action: string, id: string, { label, issuer, jwks_uri, rules, enabled }: IssuerWish) => ({
  action,
  object: { kind: 'issuer', id },
  detail: { label, issuer, jwks_uri, enabled, grants: rules.map(({ grant }) => grant) },
})

function addressProblem({ control }: Context, { issuer, jwks_uri }: IssuerWish): Problem | undefined {
  const remedy = 'Give an https URL; plain http is good for destinations that the operator allows.'
  const isGood = (text: string): boolean => secureUrl(text, control.egress.guard) !== undefined
  if (!isGood(issuer)) return wrongField('/body/issuer', 'The issuer cannot be trusted over the network.', remedy)
  if (jwks_uri === null || isGood(jwks_uri)) return undefined
  return wrongField('/body/jwks_uri', 'The keys cannot be trusted over the network.', remedy)
}

/** What stands in the way of a row: another one of the issuer, or grants that are none. */
async function refusal(
  tx: Transaction,
  organisation: string,
  row: { readonly id: string; readonly issuer: string; readonly rules: string },
): Promise<Problem | undefined> {
  const other = await tx
    .selectFrom('issuers')
    .select('id')
    .where('organisation', '=', organisation)
    .where('issuer', '=', row.issuer)
    .where('id', '!=', row.id)
    .executeTakeFirst()
  if (other !== undefined) return wrongField('/body/issuer', 'This issuer is there already.', `Edit ${other.id}.`)
  const rules: readonly ClaimRule[] = JSON.parse(row.rules)
  const wanted = [...new Set(rules.map(({ grant }) => grant))]
  if (wanted.length === 0) return undefined
  const found = await tx
    .selectFrom('grants')
    .select('id')
    .where('organisation', '=', organisation)
    .where('template', '=', '')
    .where('state', '!=', 'revoked')
    .where('id', 'in', wanted)
    .execute()
  const known = new Set(found.map(({ id }) => id))
  const wrong = rules.flatMap(({ grant }, index): FieldError[] =>
    known.has(grant) ? [] : [noGrant(`/body/rules/${index}/grant`, grant)],
  )
  const [first] = wrong
  return first && problem('invalid', first.message, { remedy: first.remedy, errors: wrong })
}

const noGrant = (field: string, grant: string): FieldError => ({
  field,
  message: `There is no grant ${grant} that was made by hand and is not revoked.`,
  remedy: 'Name a grant of this organisation by its id.',
})

async function forget(tx: Transaction, changing: Changing, id: string, organisation: string): Promise<void> {
  const gone = await tx.deleteFrom('issued_tokens').where('issuer', '=', id).returning('grant_id').execute()
  changing.touch('grants', ...new Set(gone.map(({ grant_id }) => grant_id)))
  changing.touch('organisations', organisation)
}
