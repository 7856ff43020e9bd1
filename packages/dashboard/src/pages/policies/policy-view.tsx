/** One policy, with the work on it. */
import { Redo2, Save, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useChange } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { isChanged } from '../../policy-builder/model/session.ts'
import { useShortcuts } from '../../shell/shortcuts.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { sayDone, sayFailed } from '../../ui/toast.tsx'
import { useCases } from './cases-work.ts'
import { useFindings } from './findings-list.tsx'
import { useKnownTools } from './known-tools.ts'
import { DraftNote, Meanwhile } from './meanwhile.tsx'
import type { PolicyAnswer } from './policy-page.tsx'
import { policyTabs } from './policy-tabs.tsx'
import { type PolicyWork, usePolicyWork } from './policy-work.ts'
import { SaveDialog } from './save-dialog.tsx'

interface PolicyViewProps {
  readonly policy: PolicyAnswer
  readonly etag: string | undefined
  readonly servers: readonly string[]
  /** Slug of the server whose tools are shown; empty: none. */
  readonly server: string
  readonly onServer: (slug: string) => void
  readonly tab: string
  readonly onTab: (tab: string) => void
}

/** Shows it. */
export function PolicyView({ policy, etag, servers, server, onServer, tab, onTab }: PolicyViewProps) {
  const { id, name, version, inForce, description, draft } = policy
  const mayEdit = useMay('policy.edit')
  const work = usePolicyWork({ id, text: inForce.text, version, etag })
  const cases = useCases(id)
  const tools = useKnownTools(server)
  const findings = useFindings(work.session.text, id, server)
  const [saving, setSaving] = useState(false)
  const ready = work.changed && mayEdit
  useShortcuts({ 'mod+s': () => ready && setSaving(true) })
  return (
    <Page
      title={name}
      up={{ href: '/policies', label: 'Policies' }}
      heading={
        <span className="inline-flex flex-wrap items-center gap-3">
          <span className="break-all">{name}</span>
          <Badge className="font-sans text-[0.9rem]">v{work.base.version}</Badge>
          {work.changed && (
            <Badge tone="warn" className="font-sans text-[0.9rem]">
              Not saved
            </Badge>
          )}
        </span>
      }
      {...(description !== '' && {
        lead: (
          <span className="line-clamp-3 break-words" title={description}>
            {description}
          </span>
        ),
      })}
      actions={mayEdit && <Actions work={work} policy={id} onSave={() => setSaving(true)} />}
    >
      {work.changed && version > work.base.version && (
        <Meanwhile
          theirs={{ id, version, etag, text: inForce.text, author: inForce.author.name }}
          work={work}
          server={server}
        />
      )}
      {draft !== null && <DraftNote policy={id} draft={draft} work={work} mayEdit={mayEdit} />}
      <SelectField
        label="With the tools of"
        className="mb-3 max-w-xs"
        value={server}
        choices={[
          ...servers.map((slug) => ({ value: slug, label: slug })),
          { value: '', label: 'no server in particular' },
        ]}
        onChange={onServer}
      />
      <Tabs tabs={policyTabs({ policy, work, cases, tools, findings, server, mayEdit })} shown={tab} onShow={onTab} />
      {saving && (
        <SaveDialog
          policy={id}
          name={name}
          server={server}
          work={work}
          findings={findings}
          onClose={() => setSaving(false)}
          onConflict={() => {
            setSaving(false)
            sayFailed(new Error('Somebody saved another version meanwhile. Yours is still here: compare them first.'))
          }}
        />
      )}
    </Page>
  )
}

interface ActionsProps {
  readonly work: PolicyWork
  readonly policy: string
  readonly onSave: () => void
}

function Actions({ work, policy, onSave }: ActionsProps) {
  const organisation = useOrganisation()
  const draft = useChange('policies.draft.save')
  const { session, edit } = work
  const keep = (): void =>
    draft.mutate(
      { params: { organisation, policy }, body: { text: session.text } },
      { onSuccess: () => sayDone('The draft is kept; it holds for nobody.'), onError: sayFailed },
    )
  return (
    <>
      <IconButton
        icon={Undo2}
        label="Undo"
        disabled={session.past.length === 0}
        onClick={() => edit({ kind: 'undo' })}
      />
      <IconButton
        icon={Redo2}
        label="Redo"
        disabled={session.future.length === 0}
        onClick={() => edit({ kind: 'redo' })}
      />
      <Button disabled={!isChanged(session)} busy={draft.isPending} onClick={keep}>
        Keep as draft
      </Button>
      <Button kind="primary" icon={Save} disabled={!work.changed} onClick={onSave}>
        Save…
      </Button>
    </>
  )
}
