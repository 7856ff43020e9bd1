/**
 * Links to a question's page, as channels send them: `…/approvals/<id>#by=<until>.<account>.<signature>`. They open a
 * page and nothing else: whoever follows one still logs in, and answers there.
 */
import { createHmac } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import { sameSecret } from '../../crypto/token.ts'
import { notFound, type Problem, problem } from '../api/problem.ts'
import type { Context } from '../context.ts'
import type { Control } from '../control.ts'
import { belongs } from '../permissions.ts'
import { pageOf } from './approval-row.ts'

/** What a link is good for. */
export interface PageLink {
  readonly approval: string
  /** Id of the one account that may follow it; undefined: whoever may see the question. */
  readonly account: string | undefined
  readonly until: Instant
}

const FORM = /^(\d{1,16})\.([A-Za-z0-9_]{0,64})\.([A-Za-z0-9_-]{43})$/

/** The link. */
export function linkTo(control: Pick<Control, 'deriveKey' | 'origin'>, link: PageLink): string {
  const { until, account = '' } = link
  return `${pageOf(control.origin, link.approval)}#by=${until}.${account}.${signatureOf(control, link)}`
}

function signatureOf({ deriveKey }: Pick<Control, 'deriveKey'>, { approval, account, until }: PageLink): string {
  const text = JSON.stringify([approval, account ?? '', until])
  return createHmac('sha256', deriveKey('approval-links')).update(text).digest('base64url')
}

/** The organisation of the question to which a link leads, if whoever follows it belongs there. */
export async function openLink(
  context: Context,
  approval: string,
  link: string | undefined,
): Promise<string | Problem> {
  const { control, actor } = context
  if (link !== undefined) {
    const refused = judgeLink(context, approval, link)
    if (refused !== undefined) return refused
  }
  const row = await control.db
    .selectFrom('approvals')
    .select('organisation')
    .where('id', '=', approval)
    .executeTakeFirst()
  return row === undefined || !belongs(actor, row.organisation) ? notFound : row.organisation
}

function judgeLink({ control, actor, at }: Context, approval: string, link: string): Problem | undefined {
  const [, until = '', account = '', signature = ''] = FORM.exec(link) ?? []
  const meant = { approval, account: account === '' ? undefined : account, until: Number(until) }
  if (!sameSecret(signature, signatureOf(control, meant))) return BAD_LINK
  if (meant.until <= at) return OLD_LINK
  return meant.account === undefined || meant.account === actor.id ? undefined : ANOTHERS
}

const BAD_LINK = problem('invalid', 'The link is none of ours, or it was cut off.', {
  remedy: 'Copy it whole, or find the question among the approvals.',
})
const OLD_LINK = problem('conflict', 'The link’s time is over.', { remedy: 'Find the question among the approvals.' })
const ANOTHERS = problem('forbidden', 'The link was sent to somebody else.', {
  remedy: 'Log in as the person to whom it was sent.',
})
