/** What becomes of the organisation itself. */
import type { Change } from './change.ts'
import { differencesOf } from './difference.ts'
import type { Folder } from './folder.ts'
import type { Present } from './there.ts'

/** Another policy over everything, other settings. */
export function planOrganisation({ organisation }: Folder, present: Present): readonly Change[] {
  if (organisation === undefined) return []
  const { file, name, code } = organisation
  const { baseline = present.baseline, settings = present.settings } = code
  const facts = { action: 'edit', kind: 'organisation', name, file } as const
  const over = differencesOf({ baseline: present.baseline }, { baseline })
  const decided = differencesOf({ settings: present.settings }, { settings })
  const changes: readonly Change[] = [
    {
      ...facts,
      differences: over,
      make: async ({ session, params }) => {
        await session.ask('organisations.baseline', { params, body: { policy: baseline } })
      },
    },
    {
      ...facts,
      differences: decided,
      make: async ({ session, params }) => {
        await session.ask('organisations.settings.edit', { params, body: settings, ifMatch: '*' })
      },
    },
  ]
  return changes.filter(({ differences }) => differences.length > 0)
}
