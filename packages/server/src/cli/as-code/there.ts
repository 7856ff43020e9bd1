/** What a control plane holds of an organisation, in the words of the files. */
import { etagOf } from '../../control/api/etag.ts'
import type { ShownGrant } from '../grants/find.ts'
import { allOf, type Got, type Session } from '../remote/session.ts'
import type { ShownServer } from '../server/words.ts'

/** Something that is there, with its `ETag`. */
export interface There<Shown> {
  readonly shown: Shown
  readonly etag: string
}

export type ShownPolicy = Got<'policies.read'>['body']
export type ShownWebhook = Got<'webhooks.list'>['body']['items'][number]
export type ShownPins = Got<'servers.pins'>['body']['tools']
export type ShownTemplate = Got<'grant_templates.list'>['body']['items'][number]

/** All of it, by name. */
export interface Present {
  readonly policies: ReadonlyMap<string, There<ShownPolicy>>
  readonly servers: ReadonlyMap<string, There<ShownServer>>
  /** Made by hand and not revoked, by label. */
  readonly grants: ReadonlyMap<string, There<ShownGrant>>
  readonly templates: ReadonlyMap<string, There<ShownTemplate>>
  /** Accepted definitions of tools, by the slug of their server; of servers without, none. */
  readonly pins: ReadonlyMap<string, ShownPins>
  /** By label; undefined: whoever asks may not see them. */
  readonly webhooks: ReadonlyMap<string, ShownWebhook> | undefined
  /** Name of the policy that stands over everything. */
  readonly baseline: string | null
  readonly settings: Got<'organisations.settings'>['body']
  /** Addresses of members, by id. */
  readonly members: ReadonlyMap<string, string>
  /** Names of policies, by id. */
  readonly policyNames: ReadonlyMap<string, string>
  /** Names of secret parameters that have to be given, by template. */
  readonly secretParameters: ReadonlyMap<string, readonly string[]>
}

/** Revisions are what `ETag` says. */
const there = <Shown extends { readonly revision: number }>(shown: Shown): There<Shown> => ({
  shown,
  etag: etagOf(shown.revision),
})

/** Reads all of it. */
export async function readPresent(session: Session): Promise<Present> {
  const params = { organisation: session.organisation }
  const policies = await policiesOf(session)
  const servers = await allOf((query) => session.ask('servers.list', { params, query }))
  const grants = await allOf((query) => session.ask('grants.list', { params, query }))
  const templates = (await session.ask('grant_templates.list', { params })).body.items
  const members = await allOf((query) => session.ask('members.list', { params, query }))
  const offered = (await session.ask('templates.list', { params })).body.items
  const { body: settings } = await session.ask('organisations.settings', { params })
  const byName = policies.map((shown) => [shown.name, there(shown)] as const)
  return {
    policies: new Map(byName),
    servers: new Map(servers.map((shown) => [shown.slug, there(shown)])),
    grants: new Map(grants.filter(({ template }) => template === null).map((shown) => [shown.label, there(shown)])),
    templates: new Map(templates.map((shown) => [shown.label, there(shown)])),
    pins: await pinsOf(session, servers),
    webhooks: await webhooksOf(session),
    baseline: policies.find(({ uses }) => uses.some(({ kind }) => kind === 'organisation'))?.name ?? null,
    settings,
    members: new Map(members.map(({ account, email }) => [account, email])),
    policyNames: new Map(policies.map(({ id, name }) => [id, name])),
    secretParameters: new Map(
      offered.map(({ name, parameters }) => [
        name,
        parameters.filter(({ kind, standard }) => kind === 'secret' && standard === undefined).map((one) => one.name),
      ]),
    ),
  }
}

async function pinsOf(session: Session, servers: readonly ShownServer[]): Promise<ReadonlyMap<string, ShownPins>> {
  const pins = new Map<string, ShownPins>()
  for (const { slug, pinned } of servers) {
    if (!pinned) continue
    const params = { organisation: session.organisation, server: slug }
    pins.set(slug, (await session.ask('servers.pins', { params })).body.tools)
  }
  return pins
}

async function webhooksOf(session: Session): Promise<ReadonlyMap<string, ShownWebhook> | undefined> {
  const told = await session.try('webhooks.list', { params: { organisation: session.organisation } })
  return told.ok ? new Map(told.body.items.map((shown) => [shown.label, shown])) : undefined
}

async function policiesOf(session: Session): Promise<readonly ShownPolicy[]> {
  const params = { organisation: session.organisation }
  const listed = await allOf((query) => session.ask('policies.list', { params, query }))
  const read: ShownPolicy[] = []
  for (const { name } of listed)
    read.push((await session.ask('policies.read', { params: { ...params, policy: name } })).body)
  return read
}

/** The address by which files name a member; the id of one who has none, or is none any more. */
export function ownerName(owner: ShownGrant['owner']): string | null {
  return owner === null ? null : (owner.email ?? owner.id)
}

/** The same for the member of a template. */
export function memberName({ members }: Present, member: string | null): string | null {
  return member === null ? null : (members.get(member) ?? member)
}
