/** Addresses of webhooks that an earlier version stored in clear are sealed. */
import type { Control } from '../../control.ts'
import { storedUrl } from './webhook.ts'

/** Seals what is not sealed yet; to be done before anything else has to do with them. */
export async function sealWebhookUrls(control: Pick<Control, 'db' | 'sealer'>): Promise<void> {
  const { db } = control
  const rows = await db
    .selectFrom('webhooks')
    .select(['id', 'organisation', 'url'])
    .where('sealed_url', 'is', null)
    .execute()
  for (const row of rows) {
    // Another process may have done so meanwhile: then the row shows less than an address by now.
    await db
      .updateTable('webhooks')
      .set(storedUrl(control, row, row.url))
      .where('id', '=', row.id)
      .where('sealed_url', 'is', null)
      .execute()
  }
}
