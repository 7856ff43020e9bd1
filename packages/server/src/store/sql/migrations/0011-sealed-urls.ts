/** Addresses of webhooks are sealed, as their paths may be secrets; rows that are there are sealed by whoever has the keys, at the start. */
import { sql } from 'kysely'
import type { Migration } from '../migration.ts'

export const sealedUrls: Migration = {
  name: '0011-sealed-urls',
  async up({ db, text }) {
    await db.schema.alterTable('webhooks').addColumn('sealed_url', text).execute()
    // They name the whole address.
    await sql`update webhook_deliveries set failure = '' where failure like 'POST %'`.execute(db)
  },
}
