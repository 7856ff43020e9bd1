/** A grant that is good for nothing until somebody confirms it. */
import { useState } from 'react'
import { useChange } from '../../../api/hooks.ts'
import { fieldProblem } from '../../../api/problem-text.ts'
import { useOrganisation } from '../../../api/who.ts'
import { doneEverywhere } from '../../../lib/effective.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/field.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import type { GrantView } from '../grant-parts.tsx'

interface SuspendGrantProps {
  readonly grant: GrantView
  readonly onClose: () => void
}

/** The dialog. */
export function SuspendGrant({ grant, onClose }: SuspendGrantProps) {
  const organisation = useOrganisation()
  const [reason, setReason] = useState('')
  const suspend = useChange('grants.suspend')
  const go = (): void =>
    suspend.mutate(
      { params: { organisation, grant: grant.id }, body: { reason } },
      {
        onError: sayFailed,
        onSuccess: ({ effective }) => {
          sayDone(doneEverywhere('It is suspended', effective))
          onClose()
        },
      },
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Suspend ${grant.label}?`}
      description="Its tokens are refused from the next request on, until somebody confirms it."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" busy={suspend.isPending} disabled={reason.trim() === ''} onClick={go}>
            Suspend it
          </Button>
        </>
      }
    >
      <TextField
        label="Why"
        required
        error={fieldProblem(suspend.error, 'reason')}
        hint="It stands in the change log."
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
    </Dialog>
  )
}
