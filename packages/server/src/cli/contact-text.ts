/** Contact messages as a terminal shows them: whatever a stranger wrote cannot steer it. */
import type { ContactMessage, OpenDelivery } from '../ports/contact.ts'

const NAME_WIDTH = 24
const ABOUT_WIDTH = 60

/** One line: `�` in place of what is not seen or moves what is. */
const lineOf = (text: string): string => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')

/** Several lines, each made safe by itself. */
const textOf = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${lineOf(line.replaceAll('\t', '    '))}`.trimEnd())
    .join('\n')

const cut = (text: string, width: number): string => {
  const characters = Array.from(text)
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`
}

const timeOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`

function stateOf({ spam, read, deliveries }: ContactMessage): string {
  const owed = deliveries.some(({ tries }) => tries > 0) ? ' (not delivered)' : ''
  return `${spam ? 'spam' : read ? 'read' : 'new'}${owed}`
}

/** One row of the list: number, time, state, who, about what. */
export function contactRow(message: ContactMessage): string {
  const { id, at, name, topic, about, message: text } = message
  const subject = about === '' ? (text.split('\n', 1)[0] ?? '') : about
  const who = cut(lineOf(name), NAME_WIDTH)
  return `${id}  ${timeOf(at)}  ${stateOf(message).padEnd(4)}  ${topic}: ${cut(lineOf(subject), ABOUT_WIDTH)}  (${who})\n`
}

function deliveryLine({ channel, tries, next, failure }: OpenDelivery): string {
  if (tries === 0) return `  by ${channel}: waits for its first attempt\n`
  const then = next === undefined ? 'given up' : `tried again after ${timeOf(next)}`
  return `  by ${channel}: failed ${tries} times, the last time with ${lineOf(failure ?? 'an unknown cause')}; ${then}\n`
}

/** The whole message. */
export function contactSheet(message: ContactMessage): string {
  const { id, at, name, email, topic, about, deliveries } = message
  const head = [
    ['Number', id],
    ['Sent', timeOf(at)],
    ['State', stateOf(message)],
    ['From', `${lineOf(name)} <${lineOf(email)}>`],
    ['Topic', topic],
    ...(about === '' ? [] : [['About', lineOf(about)]]),
  ].map(([key = '', value]) => `${key.padEnd(7)} ${value}\n`)
  const owed = deliveries.length === 0 ? '' : `\nNot delivered yet:\n${deliveries.map(deliveryLine).join('')}`
  return `${head.join('')}\n${textOf(message.message)}\n${owed}`
}
