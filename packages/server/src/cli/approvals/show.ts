/** `portcullis approvals show`. */
import type { Running } from '../remote/command.ts'
import { when } from '../remote/instants.ts'
import type { Got } from '../remote/session.ts'
import { sheet } from '../remote/table.ts'
import { stateWords } from './list.ts'

type Whole = Got<'approvals.read'>['body']

/** Prints one. What is in the call is shown on its page, to people who log in. */
export async function showApproval({ session, params, show }: Running, id: string): Promise<void> {
  const { body } = await session.ask('approvals.read', { params: { ...params, approval: id } })
  show(body, () => sheet(linesOf(body)))
}

function linesOf(one: Whole): readonly (readonly [string, string])[] {
  const said = one.verdicts.map(({ name, verdict, reason, at }) =>
    [when(at), name, VERDICTS[verdict], reason].filter(Boolean).join(' '),
  )
  return [
    ['state', stateWords(one) + (one.reason === undefined ? '' : `: ${one.reason}`)],
    ['tool', `${one.tool} on ${one.server.slug}`],
    ['risk', [one.risk, one.category].filter(Boolean).join(', ') || 'unknown'],
    ['grant', `${one.grant.label} (${one.grant.id}) of ${one.grant.owner}`],
    ['asked', when(one.opened)],
    ['until', when(one.expires)],
    ['why', one.rules.map(({ message, document, rule }) => `${message} (${document} ${rule})`).join('\n')],
    ['who may answer', one.approvers.map((list) => list.join(', ')).join('\nand also ')],
    ['needed', `${one.approved} of ${one.quorum}${one.four_eyes ? ', not the owner' : ''}`],
    ...(said.length > 0 ? ([['said', said.join('\n')]] as const) : []),
    ['page', one.page],
  ]
}

const VERDICTS = { approve: 'approved', narrow: 'narrowed', reject: 'rejected' } as const
