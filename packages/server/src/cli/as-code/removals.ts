/** What is there and wanted by no file, of the kinds of which the folder has files. */
import type { Change, Making } from './change.ts'
import type { Folder, Wanted } from './folder.ts'
import type { Present, ShownWebhook } from './there.ts'

/** Removals, in the order in which they can be made: who uses something goes before it. */
export function planRemovals(
  folder: Folder,
  { grants, templates, servers, policies, webhooks }: Present,
): readonly Change[] {
  return [
    ...unwanted(folder.webhooks, webhooks ?? new Map<string, ShownWebhook>()).map(
      ([name, { id }]): Change =>
        removal('webhook', name, async ({ session, params }) => {
          await session.ask('webhooks.delete', { params: { ...params, webhook: id } })
        }),
    ),
    ...unwanted(folder.grants, grants).map(
      ([name, { shown }]): Change =>
        removal('grant', name, async ({ session, params, reason }) => {
          await session.ask('grants.revoke', {
            params: { ...params, grant: shown.id },
            body: reason === '' ? {} : { reason },
          })
        }),
    ),
    ...unwanted(folder.templates, templates).map(
      ([name, { shown, etag }]): Change =>
        removal('template', name, async ({ session, params }) => {
          await session.ask('grant_templates.delete', { params: { ...params, template: shown.id }, ifMatch: etag })
        }),
    ),
    ...unwanted(folder.servers, servers).map(
      ([name, { etag }]): Change =>
        removal('server', name, async ({ session, params }) => {
          await session.ask('servers.delete', { params: { ...params, server: name }, ifMatch: etag })
        }),
    ),
    ...unwanted(folder.policies, policies).map(
      ([name, { etag }]): Change =>
        removal('policy', name, async ({ session, params }) => {
          await session.ask('policies.delete', { params: { ...params, policy: name }, ifMatch: etag })
        }),
    ),
  ]
}

const removal = (kind: Change['kind'], name: string, make: (making: Making) => Promise<void>): Change => ({
  ...{ action: 'remove', kind, name, file: undefined, differences: [] },
  make,
})

/** A folder without files of a kind says nothing about it. */
function unwanted<Shown>(
  wanted: readonly Wanted<unknown>[] | undefined,
  there: ReadonlyMap<string, Shown>,
): readonly (readonly [name: string, there: Shown])[] {
  if (wanted === undefined) return []
  const names = new Set(wanted.map(({ name }) => name))
  return [...there].filter(([name]) => !names.has(name)).sort(([one], [other]) => (one < other ? -1 : 1))
}
