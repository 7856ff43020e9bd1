/** The file of contact messages: its tables, and its rows as messages. */
import type { Instant } from '@portcullis/engine'
import type { ContactChannel, ContactMessage, OpenDelivery } from '../../ports/contact.ts'
import { type Database, type OpenedDatabase, openDatabase, type RefusedDatabase } from './database.ts'

const MIGRATIONS = [
  `CREATE TABLE message (
     seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, name TEXT NOT NULL,
     email TEXT NOT NULL, topic TEXT NOT NULL, about TEXT NOT NULL, body TEXT NOT NULL, content TEXT NOT NULL,
     spam INTEGER NOT NULL, read INTEGER NOT NULL DEFAULT 0) STRICT;
   CREATE INDEX message_by_use ON message (spam, read, seq);
   CREATE INDEX message_by_content ON message (content, at);
   CREATE TABLE sending (at INTEGER NOT NULL, sender TEXT NOT NULL) STRICT;
   CREATE INDEX sending_by_sender ON sending (sender, at);
   CREATE INDEX sending_by_time ON sending (at);
   CREATE TABLE delivery (
     id INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL REFERENCES message (seq) ON DELETE CASCADE,
     channel TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, next INTEGER, failure TEXT) STRICT;
   CREATE INDEX delivery_by_message ON delivery (message);
   CREATE INDEX delivery_by_time ON delivery (channel, next);`,
]

/** Name of the file within the data folder. */
export const CONTACT_FILE = 'contact.db'

/** A row of `message`. */
export interface MessageRow {
  readonly seq: number
  readonly id: string
  readonly at: Instant
  readonly name: string
  readonly email: string
  readonly topic: string
  readonly about: string
  readonly body: string
  readonly spam: number
  readonly read: number
}

interface DeliveryRow {
  readonly channel: ContactChannel
  readonly tries: number
  readonly next: Instant | null
  readonly failure: string | null
}

/** Opens or creates the file; the gateway and the commands use it at the same time. */
export function openContactDatabase(path: string): OpenedDatabase | RefusedDatabase {
  const opened = openDatabase({
    path,
    holds: 'the contact messages',
    loss: 'the messages of visitors are gone then',
    migrations: MIGRATIONS,
    pageSize: 4096,
    shared: true,
  })
  if (opened.outcome === 'opened') opened.db.pragma('foreign_keys = ON')
  return opened
}

/** The function that makes messages of rows, with what was not delivered yet. */
export function messageReader(db: Database): (row: MessageRow) => ContactMessage {
  const deliveries = db.prepare<[number], DeliveryRow>(
    'SELECT channel, tries, next, failure FROM delivery WHERE message = ? ORDER BY id',
  )
  return ({ id, at, name, email, topic, about, body, spam, read, seq }) => ({
    id,
    at,
    name,
    email,
    topic,
    about,
    message: body,
    spam: spam === 1,
    read: read === 1,
    deliveries: deliveries.all(seq).map(
      ({ channel, tries, next, failure }): OpenDelivery => ({
        channel,
        tries,
        next: next ?? undefined,
        failure: failure ?? undefined,
      }),
    ),
  })
}
