/** What becomes of grants and of the templates that members turn into grants. */
import type { Change } from './change.ts'
import { changedFields, type Difference, differencesOf } from './difference.ts'
import { presentGrant, presentTemplate, wantedGrant, wantedTemplate } from './facts.ts'
import type { Folder, Wanted } from './folder.ts'
import type { GrantCode, TemplateCode } from './shapes.ts'
import type { Present } from './there.ts'

/** Grants that are made or changed. */
export function planGrants(folder: Folder, present: Present): readonly Change[] {
  return (folder.grants ?? []).flatMap((wanted): readonly Change[] => {
    const there = present.grants.get(wanted.name)
    if (there === undefined) return [createdGrant(wanted)]
    const differences = differencesOf(presentGrant(there.shown), wantedGrant(wanted.code))
    if (differences.length === 0) return []
    const body = changedPart(wanted.code, differences)
    const { name, file } = wanted
    return [
      {
        ...{ action: 'edit', kind: 'grant', name, file, differences },
        make: async ({ session, params }) => {
          await session.ask('grants.edit', { params: { ...params, grant: there.shown.id }, body, ifMatch: there.etag })
        },
      },
    ]
  })
}

const createdGrant = ({ name, file, code }: Wanted<GrantCode>): Change => ({
  ...{ action: 'create', kind: 'grant', name, file, differences: [], token: true },
  make: async ({ session, params, onToken }) => {
    const { body } = await session.ask('grants.create', { params, body: code })
    onToken(name, body.token)
  },
})

/** Templates that are made or changed. */
export function planTemplates(folder: Folder, present: Present): readonly Change[] {
  return (folder.templates ?? []).flatMap((wanted): readonly Change[] => {
    const there = present.templates.get(wanted.name)
    if (there === undefined) return [createdTemplate(wanted)]
    const differences = differencesOf(presentTemplate(there.shown, present), wantedTemplate(wanted.code))
    if (differences.length === 0) return []
    const body = changedPart(wanted.code, differences)
    const { name, file } = wanted
    return [
      {
        ...{ action: 'edit', kind: 'template', name, file, differences },
        make: async ({ session, params }) => {
          const one = { ...params, template: there.shown.id }
          await session.ask('grant_templates.edit', { params: one, body, ifMatch: there.etag })
        },
      },
    ]
  })
}

const createdTemplate = ({ name, file, code }: Wanted<TemplateCode>): Change => ({
  ...{ action: 'create', kind: 'template', name, file, differences: [] },
  make: async ({ session, params }) => {
    await session.ask('grant_templates.create', { params, body: code })
  },
})

/** Of what a file says only what is different: the rest stays as it is. */
function changedPart<Code extends object>(code: Code, differences: readonly Difference[]): Partial<Code> {
  const changed = changedFields(differences)
  return Object.fromEntries(Object.entries(code).filter(([name]) => changed.has(name))) as Partial<Code>
}
