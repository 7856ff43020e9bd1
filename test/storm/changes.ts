/** Somebody who changes one thing after the other, and remembers what was answered and what was not. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '../../packages/server/src/control/client.ts'
import { digestToken } from '../../packages/server/src/crypto/token.ts'
import type { ChangedRows } from './changed-rows.ts'

/** A grant as its lane knows it. */
interface Made {
  readonly label: string
  readonly id: string
  /** Undefined: the answer that would have told it was lost. */
  token: string | undefined
  /** How often it got another token. */
  rotations: number
  revoked: boolean
}

/** A change that was sent, and that nobody answered. */
type Unanswered =
  | { readonly kind: 'create'; readonly label: string }
  | { readonly kind: 'rotate' | 'revoke'; readonly grant: Made }
  | { readonly kind: 'save' }

/** One after the other: at most one change is unanswered when the process dies. */
export interface ChangeLane {
  readonly name: string
  readonly grants: Made[]
  /** Tokens that were good once. */
  readonly dead: string[]
  /** The version of its policy that was answered last. */
  version: number
  unanswered: Unanswered | undefined
  /** How many changes were answered. */
  answered: number
}

export const newLane = (name: string): ChangeLane => ({
  ...{ name, grants: [], dead: [], version: 1, unanswered: undefined, answered: 0 },
})

/** Who asks, and until when. */
export interface ChangeWish {
  readonly client: Client
  /** 0 … 1 */
  readonly random: () => number
  readonly isOver: () => boolean
}

const organisation = 'local'
type Told = Awaited<ReturnType<Client['call']>>

/** The text of a lane's policy; each version is another. */
export const policyText = (lane: string, turn: number): string =>
  JSON.stringify({ version: '1', name: `${lane} ${turn}`, default: 'deny' })

/** Changes until it is over, or until nobody answers. */
export async function keepChanging(lane: ChangeLane, wish: ChangeWish): Promise<void> {
  while (!wish.isOver()) {
    const told = await change(lane, wish)
    if (told.ok) {
      lane.answered += 1
      lane.unanswered = undefined
    } else if (told.problem.code === 'too_many') {
      lane.unanswered = undefined
      await wait(50)
    } else if (told.problem.code === 'unanswered' || told.status === 503) return
    else throw new Error(JSON.stringify(told.problem))
  }
}

function change(lane: ChangeLane, { client, random }: ChangeWish): Promise<Told> {
  const alive = lane.grants.filter(({ revoked }) => !revoked)
  const grant = alive[Math.floor(random() * alive.length)]
  const turn = random()
  if (turn < 0.25) return save(lane, client, random())
  if (grant === undefined || turn < 0.6) return create(lane, client, `${lane.name}-${random()}`)
  return turn < 0.85 ? rotate(lane, client, grant) : revoke(lane, client, grant)
}

async function save(lane: ChangeLane, client: Client, turn: number): Promise<Told> {
  lane.unanswered = { kind: 'save' }
  const params = { organisation, policy: lane.name }
  const body = { text: policyText(lane.name, turn), reason: 'a storm' }
  const told = await client.call('policies.versions.save', { params, body, ifMatch: '*' })
  if (told.ok) lane.version += 1
  return told
}

async function create(lane: ChangeLane, client: Client, label: string): Promise<Told> {
  lane.unanswered = { kind: 'create', label }
  const body = { label, servers: { up: { policy: 'callers' } } }
  const told = await client.call('grants.create', { params: { organisation }, body })
  if (told.ok) {
    const { grant, token } = told.body
    lane.grants.push({ label, id: grant.id, token, rotations: 0, revoked: false })
  }
  return told
}

async function rotate(lane: ChangeLane, client: Client, grant: Made): Promise<Told> {
  lane.unanswered = { kind: 'rotate', grant }
  const told = await client.call('grants.rotate', { params: { organisation, grant: grant.id }, body: {} })
  if (told.ok) {
    bury(lane, grant)
    grant.token = told.body.token
    grant.rotations += 1
  }
  return told
}

async function revoke(lane: ChangeLane, client: Client, grant: Made): Promise<Told> {
  lane.unanswered = { kind: 'revoke', grant }
  const told = await client.call('grants.revoke', { params: { organisation, grant: grant.id }, body: {} })
  if (told.ok) {
    bury(lane, grant)
    grant.revoked = true
  }
  return told
}

function bury(lane: ChangeLane, grant: Made): void {
  if (grant.token !== undefined) lane.dead.push(grant.token)
  grant.token = undefined
}

/** What contradicts a lane's memory; afterwards it knows whether its unanswered change was made. */
export function settleLane(lane: ChangeLane, rows: ChangedRows): readonly string[] {
  const faults: string[] = []
  const { unanswered } = lane
  lane.unanswered = undefined
  if (unanswered?.kind === 'create') adopt(lane, rows, unanswered.label)
  for (const grant of lane.grants) {
    const open = unanswered !== undefined && 'grant' in unanswered && unanswered.grant === grant
    faults.push(...settleGrant(lane, grant, { rows, open: open ? unanswered.kind : undefined }))
  }
  const version = rows.versions.get(lane.name) ?? 0
  const more = version - lane.version
  if (more !== 0 && !(more === 1 && unanswered?.kind === 'save'))
    faults.push(`${lane.name}: version ${lane.version} was answered, and version ${version} is there`)
  lane.version = version
  return faults
}

function adopt(lane: ChangeLane, { grants }: ChangedRows, label: string): void {
  const row = grants.get(label)
  if (row !== undefined) lane.grants.push({ label, id: row.id, token: undefined, rotations: 0, revoked: false })
}

interface Settling {
  readonly rows: ChangedRows
  /** What was asked of it, and not answered. */
  readonly open: 'rotate' | 'revoke' | undefined
}

function settleGrant(lane: ChangeLane, grant: Made, { rows, open }: Settling): readonly string[] {
  const row = rows.grants.get(grant.label)
  if (row === undefined || row.id !== grant.id) return [`${grant.label} was answered, and is not there`]
  const faults: string[] = []
  const revoked = row.state === 'revoked'
  if (revoked !== grant.revoked && !(revoked && open === 'revoke'))
    faults.push(`${grant.label} is ${row.state}, and was answered otherwise`)
  const more = row.rotations - grant.rotations
  if (more !== 0 && !(more === 1 && open === 'rotate'))
    faults.push(`${grant.label} was rotated ${row.rotations} times, and ${grant.rotations} were answered`)
  const wanted = grant.token === undefined ? undefined : digestToken(grant.token)
  if (!revoked && more === 0 && wanted !== undefined && !row.digests.includes(wanted))
    faults.push(`${grant.label}: the token that was answered is not there`)
  if (more === 1 || (revoked && !grant.revoked)) bury(lane, grant)
  grant.revoked = revoked
  grant.rotations = row.rotations
  return faults
}
