/** Events in words, in the form that incoming webhooks of Slack take (`text` in mrkdwn). */
import { safeName } from '../../../ports/safe-text.ts'
import type { WebhookEvent } from './event.ts'

/** Events that one message tells; more are counted. */
const MOST = 20

/** A message. */
export function messageOf(events: readonly WebhookEvent[]): { readonly text: string } {
  const lines = events.slice(0, MOST).map(lineOf)
  const more = events.length - lines.length
  return { text: [...lines, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n') }
}

function lineOf(event: WebhookEvent): string {
  const word = (key: string): string => plain(typeof event[key] === 'string' ? event[key] : '')
  const what = `*${word('tool')}* on *${word('server')}*, asked by *${word('grant_label')}*`
  const link = typeof event['page'] === 'string' ? ` <${event['page']}|Look at it>` : ''
  switch (event.type) {
    case 'approval.pending':
      return `A call waits for a person: ${what}${risk(word('risk'))}.${link}`
    case 'approval.expiring':
      return `A call waits, and not for long any more: ${what}${risk(word('risk'))}.${link}`
    default:
      return `Answered: ${what} is ${word('state')}.${link}`
  }
}

const risk = (word: string): string => (word === '' ? '' : ` (risk ${word})`)

/** Nothing of a stranger's text is a link, a mention or a form. */
function plain(text: string): string {
  return safeName(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[*_~`|@]/g, (character) => `${character}\u2060`)
}
