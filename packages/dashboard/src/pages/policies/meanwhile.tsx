/** Somebody else was at work: a version that was saved meanwhile, or a draft that was kept. Nothing is lost by either. */
import { FileClock, GitCompareArrows } from 'lucide-react'
import { useState } from 'react'
import { type Answer, ask } from '../../api/api.ts'
import { useChange } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { Button } from '../../ui/button.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Instant } from '../../ui/instant.tsx'
import { sayDone, sayFailed } from '../../ui/toast.tsx'
import { DifferenceList } from './difference-list.tsx'
import type { InForce, PolicyWork } from './policy-work.ts'

interface MeanwhileProps {
  readonly theirs: InForce & { readonly author: string }
  readonly work: PolicyWork
  readonly server: string
}

/** A version that was saved while this work went on. */
export function Meanwhile({ theirs, work, server }: MeanwhileProps) {
  const [open, setOpen] = useState(false)
  const { id, version, text, etag, author } = theirs
  const base = { version, etag }
  return (
    <div role="alert" className="panel mb-4 flex flex-wrap items-center gap-3 border-medium px-4 py-2.5">
      <GitCompareArrows size={18} aria-hidden className="text-medium" />
      <p className="min-w-0 flex-1 basis-64">
        {author} saved version {version} meanwhile. Your work began with version {work.base.version}; it is all still
        here.
      </p>
      <Button size="small" onClick={() => setOpen(true)}>
        Compare
      </Button>
      <Dialog
        open={open}
        wide
        onClose={() => setOpen(false)}
        title={`Version ${version} and yours`}
        description="What yours would change about the version that is in force now:"
        actions={
          <>
            <Button
              onClick={() => {
                work.edit({ kind: 'replace', text })
                work.restOn(base, text)
                setOpen(false)
              }}
            >
              Go on from theirs
            </Button>
            <Button
              kind="primary"
              onClick={() => {
                work.restOn(base, text)
                setOpen(false)
              }}
            >
              Go on with mine
            </Button>
          </>
        }
      >
        <DifferenceList before={{ policy: id }} after={{ text: work.session.text, policy: id }} server={server} />
        <p className="mt-4 text-ink-soft">
          “Go on with mine” saves over their version, which stays in the history. “Go on from theirs” shows their text;
          Undo brings yours back.
        </p>
      </Dialog>
    </div>
  )
}

interface DraftNoteProps {
  readonly policy: string
  readonly draft: NonNullable<Answer<'policies.read'>['draft']>
  readonly work: PolicyWork
  readonly mayEdit: boolean
}

/** A draft that somebody kept. */
export function DraftNote({ policy, draft, work, mayEdit }: DraftNoteProps) {
  const organisation = useOrganisation()
  const drop = useChange('policies.draft.drop')
  const discard = async (): Promise<void> => {
    const consequence = `What ${draft.author} wrote is gone for everybody. The version in force stays as it is.`
    if (!(await confirm({ title: 'Throw the draft away?', consequence, action: 'Throw it away' }))) return
    drop.mutate(
      { params: { organisation, policy } },
      { onSuccess: () => sayDone('The draft is thrown away.'), onError: sayFailed },
    )
  }
  const open = async (): Promise<void> => {
    try {
      const { text } = await ask('policies.draft.read', { params: { organisation, policy } })
      work.edit({ kind: 'replace', text })
    } catch (error) {
      sayFailed(error)
    }
  }
  return (
    <div className="panel mb-4 flex flex-wrap items-center gap-3 px-4 py-2.5">
      <FileClock size={18} aria-hidden className="text-ink-soft" />
      <p className="min-w-0 flex-1 basis-64">
        {draft.author} kept a draft <Instant at={draft.saved} />, begun with version {draft.base}. It holds for nobody.
      </p>
      <Button size="small" onClick={() => void open()}>
        Open the draft
      </Button>
      {mayEdit && (
        <Button size="small" kind="danger" onClick={() => void discard()}>
          Throw it away
        </Button>
      )}
    </div>
  )
}
