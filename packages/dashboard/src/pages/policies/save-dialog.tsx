/** Before a version is saved: what it changes, what it would have done to recorded calls, and why. */
import { Save } from 'lucide-react'
import { useState } from 'react'
import { ApiProblem } from '../../api/api.ts'
import { useChange } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { sayDone, sayFailed } from '../../ui/toast.tsx'
import { DifferenceList } from './difference-list.tsx'
import { type Findings, FindingsList } from './findings-list.tsx'
import { etagOf } from './policy-etag.ts'
import type { PolicyWork } from './policy-work.ts'
import { ReplayResult } from './replay-result.tsx'

interface SaveDialogProps {
  readonly policy: string
  readonly name: string
  readonly server: string
  readonly work: PolicyWork
  readonly findings: Findings
  readonly onClose: () => void
  /** Somebody else saved a version meanwhile. */
  readonly onConflict: () => void
}

/** HTTP: the version that the work rests on is not the one in force. */
const CHANGED_MEANWHILE = 412

/** Shows it. */
export function SaveDialog({ policy, name, server, work, findings, onClose, onConflict }: SaveDialogProps) {
  const organisation = useOrganisation()
  const [text] = useState(work.session.text)
  const [reason, setReason] = useState('')
  const save = useChange('policies.versions.save')
  const doSave = (): void =>
    save.mutate(
      {
        params: { organisation, policy },
        body: { text, reason },
        ...(work.base.etag !== undefined && { ifMatch: work.base.etag }),
      },
      {
        onSuccess({ version, revision }) {
          work.restOn({ version, etag: etagOf(revision) }, text)
          sayDone(`Version ${version} of ${name} is in force.`)
          onClose()
        },
        onError(error) {
          if (error instanceof ApiProblem && error.status === CHANGED_MEANWHILE) onConflict()
          else sayFailed(error)
        },
      },
    )
  const odd = findings.findings.filter(({ severity }) => severity !== 'note')
  return (
    <Dialog
      open
      wide
      firm
      onClose={onClose}
      title={`Save ${name}`}
      description="It holds from the next request on, for everybody whom it concerns."
      actions={
        <>
          <Button onClick={onClose}>Go on editing</Button>
          <Button kind="primary" icon={Save} busy={save.isPending} disabled={!findings.sound} onClick={doSave}>
            Save version {work.base.version + 1}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <section aria-label="What changes">
          <h3 className="mb-2">What changes</h3>
          {findings.sound ? (
            <DifferenceList before={{ policy }} after={{ text, policy }} server={server} />
          ) : (
            <p className="text-critical">It cannot be in force as it is: mend what the checker found.</p>
          )}
        </section>
        {odd.length > 0 && (
          <section aria-label="What the checker found">
            <h3 className="mb-2">What the checker found</h3>
            <FindingsList findings={odd} />
          </section>
        )}
        {findings.sound && (
          <section aria-label="On recorded calls">
            <h3 className="mb-2">On recorded calls</h3>
            <ReplayResult document={{ text, policy }} server={server} />
          </section>
        )}
        <TextField
          label="Why (for those who read the history)"
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </Dialog>
  )
}
