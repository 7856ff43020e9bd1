/** Grants by what people call them. */
import { allOf, type Got, type Session } from '../remote/session.ts'
import { Stop } from '../remote/stop.ts'

/** A grant as the API shows it. */
export type ShownGrant = Got<'grants.read'>['body']

/** One that was found, with its `ETag`. */
export interface FoundGrant {
  readonly grant: ShownGrant
  readonly etag: string | undefined
  readonly params: { readonly organisation: string; readonly grant: string }
}

/** Finds a grant by its id, or by its whole label. Throws `Stop`. */
export async function findGrant(session: Session, called: string): Promise<FoundGrant> {
  const { organisation } = session
  const id = /^gr_[0-9a-z]{26}$/.test(called) ? called : await idOf(session, called)
  const params = { organisation, grant: id }
  const { body: grant, etag } = await session.ask('grants.read', { params })
  return { grant, etag, params }
}

async function idOf(session: Session, label: string): Promise<string> {
  const params = { organisation: session.organisation }
  const found = await allOf((query) => session.ask('grants.list', { params, query: { ...query, label } }))
  const [one, ...more] = found.filter((grant) => grant.label === label)
  if (one === undefined) throw new Stop(`There is no grant ${JSON.stringify(label)}. See portcullis grant list.`)
  if (more.length > 0)
    throw new Stop(
      `${more.length + 1} grants are called ${JSON.stringify(label)}. Give the id of one: see portcullis grant list.`,
    )
  return one.id
}
