/** `portcullis approvals list`. */
import { findGrant } from '../grants/find.ts'
import type { ControlOptions, Running } from '../remote/command.ts'
import { when } from '../remote/instants.ts'
import type { Got } from '../remote/session.ts'
import { table } from '../remote/table.ts'

/** What the list is narrowed to. */
export interface ListOptions extends ControlOptions {
  readonly state?: ShownApproval['state']
  readonly server?: string
  readonly grant?: string
  readonly limit: number
}

/** A question as the API lists it. */
export type ShownApproval = Got<'approvals.list'>['body']['items'][number]

const PAGE = 200

/** Prints it. */
export async function listApprovals({ session, params, show, note }: Running, options: ListOptions): Promise<void> {
  const { state, server, limit } = options
  const grant = options.grant === undefined ? undefined : (await findGrant(session, options.grant)).grant.id
  const found: ShownApproval[] = []
  let cursor: string | undefined
  do {
    const query = { state, server, grant, cursor, limit: Math.min(PAGE, limit - found.length) }
    const { body } = await session.ask('approvals.list', { params, query })
    found.push(...body.items)
    cursor = body.next
  } while (cursor !== undefined && found.length < limit)
  show(found, () =>
    table(
      ['asked', 'state', 'server', 'tool', 'risk', 'grant', 'until', 'id'],
      found.map((one) => [
        when(one.opened),
        stateWords(one),
        one.server.slug,
        one.tool,
        one.risk ?? '-',
        one.grant.label,
        one.state === 'pending' || one.state === 'approved' ? when(one.expires) : '-',
        one.id,
      ]),
    ),
  )
  if (found.length === 0) note('There is nothing.')
}

/** How it stands, in words. */
export function stateWords({ state, outcome, approved, quorum }: ShownApproval): string {
  if (state === 'pending' && quorum > 1) return `pending, ${approved} of ${quorum}`
  return state === 'consumed' && outcome !== undefined ? outcome : state
}
