/** Mails to those who may answer: what waits for them, gathered, and never more than one a minute. */
import type { Instant } from '@portcullis/engine'
import { safeName } from '../../ports/safe-text.ts'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import type { Mail } from '../account/mailer.ts'
import type { Control } from '../control.ts'
import { readSettings } from '../organisation/settings.ts'
import { stateAt } from './approval-row.ts'
import type { Notice } from './notices.ts'
import { linkTo } from './page-link.ts'
import { delegationsOf, peopleOf, principalsFor } from './people.ts'
import type { Person } from './person.ts'

const MINUTE = 60_000
/** Questions that one mail names; more are counted. */
const MOST = 20
/** People who are written to about one question. */
const MOST_PEOPLE = 50

/** What it takes. */
export type MailParts = Pick<Control, 'db' | 'clock' | 'deriveKey' | 'origin' | 'accounts' | 'say'>

/** Gathers notices, and writes mails when they are due. */
export interface MailNotices {
  /** Takes notices in and sends what is due. */
  tell(notices: readonly Notice[]): Promise<void>
}

/** Somebody with an address, and what they are to be told. */
interface Recipient {
  readonly person: Person
  readonly rows: Map<string, ApprovalTable>
  last: Instant
}

/** What is gathered is forgotten with the process: what waits is on the page all the same. */
export function createMailNotices(control: MailParts): MailNotices {
  const recipients = new Map<string, Recipient>()

  async function gather({ row }: Notice): Promise<void> {
    for (const person of await recipientsOf(control, row)) {
      const known = recipients.get(person.account) ?? { person, rows: new Map(), last: Number.NEGATIVE_INFINITY }
      known.rows.set(row.id, row)
      recipients.set(person.account, known)
    }
  }
  async function send(recipient: Recipient, now: Instant): Promise<void> {
    const rows = [...recipient.rows.values()].filter((row) => stateAt(row, now) === 'pending')
    recipient.rows.clear()
    if (rows.length === 0 || recipient.person.email === undefined) return
    recipient.last = now
    const failure = await control.accounts.mail?.send(mailTo(control, recipient.person, rows))
    if (failure !== undefined) control.say(`A mail about calls that wait was not sent (${failure}).`)
  }
  async function sendDue(now: Instant): Promise<void> {
    const rested = [...recipients].filter(([, { last }]) => now - last >= MINUTE)
    for (const [account, recipient] of rested) {
      if (recipient.rows.size > 0) await send(recipient, now)
      else recipients.delete(account)
    }
  }
  return {
    async tell(notices) {
      if (control.accounts.mail === undefined) return
      for (const notice of notices) if (notice.kind !== 'decided') await gather(notice)
      await sendDue(control.clock.now())
    },
  }
}

/** Those who may answer it, unless their organisation wants no mails. */
async function recipientsOf({ db, clock }: MailParts, row: ApprovalTable): Promise<readonly Person[]> {
  const { organisation } = row
  const found = await db
    .selectFrom('organisations')
    .select('settings')
    .where('id', '=', organisation)
    .executeTakeFirst()
  if (found === undefined || !readSettings(found.settings).approval_mail) return []
  const all = await peopleOf(db, organisation)
  const given = await delegationsOf(db, organisation, clock.now())
  const delegatorsOf = ({ account }: Person): readonly Person[] =>
    all.filter((one) => given.some(({ from, to }) => to === account && from === one.account))
  return all
    .filter(
      (self) => self.email !== undefined && principalsFor(row, { self, delegators: delegatorsOf(self) }).length > 0,
    )
    .slice(0, MOST_PEOPLE)
}

function mailTo(control: MailParts, { email = '', account }: Person, rows: readonly ApprovalTable[]): Mail {
  const lines = rows.slice(0, MOST).map((row) => {
    const until = new Date(row.expires).toISOString().slice(0, 16).replace('T', ' ')
    const link = linkTo(control, { approval: row.id, account, until: row.expires })
    return `${safeName(row.tool)} on ${row.server_slug}, until ${until} UTC:\n${link}`
  })
  const more = rows.length > MOST ? [`And ${rows.length - MOST} more: ${control.origin}/approvals`] : []
  const count = rows.length === 1 ? 'A call waits' : `${rows.length} calls wait`
  return {
    to: email,
    subject: `${count} for your answer`,
    text: `${count} for a person. The links are for you alone; log in there, look at the call, and answer.\n\n${[...lines, ...more].join('\n\n')}\n\nPortcullis at ${control.origin}\n`,
  }
}
