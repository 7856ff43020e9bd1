/** Messages of visitors as whoever reads them sees them; also while a gateway takes new ones. */
import type { ContactDrawer, ContactMessage, ContactSelection } from '../../ports/contact.ts'
import { type MessageRow, messageReader, openContactDatabase } from './contact-schema.ts'
import type { RefusedDatabase } from './database.ts'

const WHERE: Readonly<Record<ContactSelection, string>> = {
  unread: 'spam = 0 AND read = 0',
  all: 'spam = 0',
  spam: 'spam = 1',
}

/** Opens the messages for reading, marking and deleting, or says why it cannot. */
export function openContactDrawer(
  path: string,
): { readonly outcome: 'opened'; readonly drawer: ContactDrawer } | RefusedDatabase {
  const opened = openContactDatabase(path)
  if (opened.outcome === 'refused') return opened
  const { db } = opened
  const read = messageReader(db)
  // Ids are of letters and digits; what is given is compared as text, not as a pattern.
  const begins = db.prepare<[number, string], MessageRow>('SELECT * FROM message WHERE substr(id, 1, ?) = ? LIMIT 2')
  const mark = db.prepare<[string]>('UPDATE message SET read = 1 WHERE id = ?')
  const remove = db.prepare<[string]>('DELETE FROM message WHERE id = ?')
  const find = (id: string): ContactMessage | undefined => {
    const [row, another] = begins.all(id.length, id)
    return row === undefined || another !== undefined ? undefined : read(row)
  }
  return {
    outcome: 'opened',
    drawer: {
      list: (selection) =>
        db.prepare<[], MessageRow>(`SELECT * FROM message WHERE ${WHERE[selection]} ORDER BY seq DESC`).all().map(read),
      find,
      markRead: (id) => mark.run(id).changes === 1,
      remove: (id) => remove.run(id).changes === 1,
      close: () => void db.close(),
    },
  }
}
