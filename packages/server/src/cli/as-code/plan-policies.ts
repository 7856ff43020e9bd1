/** What becomes of policies. */
import type { Session } from '../remote/session.ts'
import type { Change } from './change.ts'
import { differencesOf } from './difference.ts'
import type { Folder, Wanted } from './folder.ts'
import type { Present, ShownPolicy, There } from './there.ts'

/** Policies that are made, saved anew, or described anew; asks what a new version would change. */
export async function planPolicies(session: Session, folder: Folder, present: Present): Promise<readonly Change[]> {
  const changes: Change[] = []
  for (const wanted of folder.policies ?? []) {
    const there = present.policies.get(wanted.name)
    const description = descriptionOf(folder, wanted.name) ?? there?.shown.description ?? ''
    if (there === undefined) changes.push(created(wanted, description))
    else changes.push(...(await edited(session, wanted, there)), ...describedAnew(wanted, there, description))
  }
  return changes
}

/** Undefined: the files say nothing of descriptions. */
function descriptionOf({ organisation }: Folder, name: string): string | undefined {
  if (organisation === undefined) return undefined
  const { descriptions } = organisation.code
  return Object.hasOwn(descriptions, name) ? descriptions[name] : ''
}

const created = ({ name, file, code: text }: Wanted<string>, description: string): Change => ({
  action: 'create',
  kind: 'policy',
  name,
  file,
  differences: [],
  make: async ({ session, params, reason }) => {
    await session.ask('policies.create', { params, body: { name, description, text, reason } })
  },
})

async function edited(
  session: Session,
  { name, file, code: text }: Wanted<string>,
  there: There<ShownPolicy>,
): Promise<readonly Change[]> {
  if (there.shown.inForce.text === text) return []
  const params = { organisation: session.organisation }
  const { body } = await session.ask('judge.diff', {
    params,
    body: { before: { policy: name }, after: { policy: name, text } },
  })
  const change: Change = {
    action: 'edit',
    kind: 'policy',
    name,
    file,
    differences: [],
    meaning: body.same
      ? 'Every call is answered as before: only its form changes.\n'
      : body.text.replaceAll(there.shown.id, name),
    loosens: body.loosens,
    make: async (making) => {
      const { reason } = making
      const one = { ...making.params, policy: name }
      await making.session.ask('policies.versions.save', { params: one, body: { text, reason }, ifMatch: there.etag })
    },
  }
  return [change]
}

/** Its revision may just have changed by a save: the description is written over whatever it is. */
function describedAnew(
  { name, file }: Wanted<string>,
  { shown }: There<ShownPolicy>,
  description: string,
): readonly Change[] {
  const differences = differencesOf({ description: shown.description }, { description })
  if (differences.length === 0) return []
  const change: Change = {
    action: 'edit',
    kind: 'policy',
    name,
    file,
    differences,
    make: async ({ session, params }) => {
      await session.ask('policies.edit', { params: { ...params, policy: name }, body: { description }, ifMatch: '*' })
    },
  }
  return [change]
}
