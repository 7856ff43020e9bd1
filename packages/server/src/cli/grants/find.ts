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

/** Finds a grant of the database by its id, or by its whole label. Throws `Stop`. */
export async function findGrant(session: Session, called: string): Promise<FoundGrant> {
  const { organisation } = session
  const id = ID.test(called) ? called : theOne(called, await labelled(session, called))
  const params = { organisation, grant: id }
  const { body: grant, etag } = await session.ask('grants.read', { params })
  return { grant, etag, params }
}

/** The id of a grant, of the database or of the operator's file, by its id or its whole label. Throws `Stop`. */
export async function findGrantId(session: Session, called: string): Promise<string> {
  if (ID.test(called)) return called
  const file = await session.try('file.read', { params: { organisation: session.organisation } })
  const ofFile = file.ok ? file.body.grants.filter(({ id, label }) => id === called || label === called) : []
  return theOne(called, [...ofFile.map(({ id }) => id), ...(await labelled(session, called))])
}

const ID = /^gr_[0-9a-z]{26}$/

async function labelled(session: Session, label: string): Promise<readonly string[]> {
  const params = { organisation: session.organisation }
  const found = await allOf((query) => session.ask('grants.list', { params, query: { ...query, label } }))
  return found.filter((grant) => grant.label === label).map(({ id }) => id)
}

function theOne(called: string, [one, ...more]: readonly string[]): string {
  if (one === undefined) throw new Stop(`There is no grant ${JSON.stringify(called)}. See portcullis grant list.`)
  if (more.length === 0) return one
  throw new Stop(
    `${more.length + 1} grants are called ${JSON.stringify(called)}. Give the id of one: see portcullis grant list.`,
  )
}
