/**
 * Messages of visitors, in a file of their own beside the counters. A message, what it counts against the limits, and
 * the deliveries that it owes are one transaction, on the disk before the visitor is told that it was sent.
 */
import type { Instant } from '@portcullis/engine'
import type { ContactBox, ContactChannel, Deposited, DueDelivery, NewContactMessage } from '../../ports/contact.ts'
import { type SendingBounds, sendingLimits } from './contact-limits.ts'
import { type MessageRow, messageReader, openContactDatabase } from './contact-schema.ts'
import type { Database, RefusedDatabase } from './database.ts'

/** Which file, and how much is taken. */
export interface ContactBoxOptions extends SendingBounds {
  readonly path: string
  readonly maxMessages: number
}

/** Messages marked as spam that are kept; the oldest goes first. */
const MAX_SPAM = 200

/** Milliseconds in which the same text of the same sender is the same message: a second press of the button. */
const SAME = 10 * 60_000

/** The function that makes room for one more message; false where there is none. */
function roomMaker(db: Database, maxMessages: number): (spam: boolean) => boolean {
  const count = db.prepare<[number], number>('SELECT count(*) FROM message WHERE spam = ?').pluck()
  const dropSpam = db.prepare<[number]>(
    'DELETE FROM message WHERE seq IN (SELECT seq FROM message WHERE spam = 1 ORDER BY seq LIMIT ?)',
  )
  const dropRead = db.prepare<[number]>(
    'DELETE FROM message WHERE seq IN (SELECT seq FROM message WHERE spam = 0 AND read = 1 ORDER BY seq LIMIT ?)',
  )
  return (spam) => {
    const over = (count.get(spam ? 1 : 0) ?? 0) + 1 - (spam ? MAX_SPAM : maxMessages)
    if (over <= 0) return true
    return (spam ? dropSpam : dropRead).run(over).changes === over
  }
}

function depositor(db: Database, { maxMessages, ...bounds }: ContactBoxOptions): ContactBox['deposit'] {
  const limits = sendingLimits(db, bounds)
  const makeRoom = roomMaker(db, maxMessages)
  const same = db
    .prepare<[string, Instant, Instant], string>('SELECT id FROM message WHERE content = ? AND at BETWEEN ? AND ?')
    .pluck()
  const insert = db.prepare<(string | number)[]>(
    'INSERT INTO message (id, at, name, email, topic, about, body, content, spam) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const owe = db.prepare<[number | bigint, ContactChannel, Instant]>(
    'INSERT INTO delivery (message, channel, next) VALUES (?, ?, ?)',
  )
  const deposit = (message: NewContactMessage): Deposited => {
    const { id, at, name, email, topic, about, content, spam, sender, channels } = message
    const earlier = same.get(content, at - SAME, at)
    if (earlier !== undefined) return { outcome: 'kept', id: earlier }
    const wait = limits.wait(sender, at)
    if (wait > 0) return { outcome: 'limited', wait }
    if (!makeRoom(spam)) return { outcome: 'full' }
    limits.note(sender, at)
    const { lastInsertRowid: seq } = insert.run(
      id,
      at,
      name,
      email,
      topic,
      about,
      message.message,
      content,
      spam ? 1 : 0,
    )
    for (const channel of channels) owe.run(seq, channel, at)
    return { outcome: 'kept', id }
  }
  return db.transaction(deposit).immediate
}

type Outbox = Pick<ContactBox, 'due' | 'nextDue' | 'delivered' | 'failed'>

function outbox(db: Database): Outbox {
  const read = messageReader(db)
  const due = db.prepare<[ContactChannel, Instant], MessageRow & { readonly delivery: number; readonly tries: number }>(
    `SELECT delivery.id AS delivery, tries, message.* FROM delivery JOIN message ON seq = message
     WHERE channel = ? AND next <= ? ORDER BY next, delivery.id LIMIT 1`,
  )
  const nextDue = db
    .prepare<[ContactChannel], Instant | null>('SELECT min(next) FROM delivery WHERE channel = ?')
    .pluck()
  const drop = db.prepare<[number]>('DELETE FROM delivery WHERE id = ?')
  const postpone = db.prepare<[string, Instant | null, number]>(
    'UPDATE delivery SET tries = tries + 1, failure = ?, next = ? WHERE id = ?',
  )
  return {
    due(channel, now): DueDelivery | undefined {
      const row = due.get(channel, now)
      return row === undefined ? undefined : { id: row.delivery, tries: row.tries, message: read(row) }
    },
    nextDue: (channel) => nextDue.get(channel) ?? undefined,
    delivered: (delivery) => void drop.run(delivery),
    failed: (delivery, failure, next) => void postpone.run(failure, next ?? null, delivery),
  }
}

/** Opens the box of a running catalogue, or says why it cannot. */
export function openContactBox(
  options: ContactBoxOptions,
): { readonly outcome: 'opened'; readonly box: ContactBox } | RefusedDatabase {
  const opened = openContactDatabase(options.path)
  if (opened.outcome === 'refused') return opened
  const { db } = opened
  const has = db.prepare<[string], number>('SELECT 1 FROM message WHERE id = ?').pluck()
  return {
    outcome: 'opened',
    box: {
      deposit: depositor(db, options),
      has: (id) => has.get(id) === 1,
      ...outbox(db),
      close: () => void db.close(),
    },
  }
}
