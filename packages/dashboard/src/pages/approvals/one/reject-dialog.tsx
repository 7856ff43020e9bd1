/** Refuses a call, with a reason that its agent reads. */
import { useId, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextArea } from '../../../ui/field.tsx'
import type { Verdict } from './use-verdict.ts'

interface RejectDialogProps {
  /** So many calls are refused with it. */
  readonly count: number
  readonly verdict: Verdict
  readonly onClose: () => void
}

/** Longest reason. */
const LONGEST = 500

/** Shows it. */
export function RejectDialog({ count, verdict, onClose }: RejectDialogProps) {
  const form = useId()
  const [reason, setReason] = useState('')
  const ready = reason.trim() !== ''
  const submit = async (): Promise<void> => {
    if (await verdict.say({ verdict: 'reject', reason: reason.trim() })) onClose()
  }
  return (
    <Dialog
      open
      firm
      onClose={onClose}
      title={count > 1 ? `Reject ${count} calls` : 'Reject the call'}
      description="One rejection ends it. The same call stays rejected for ten minutes."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" type="submit" form={form} busy={verdict.busy} disabled={!ready}>
            Reject
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) void submit()
        }}
      >
        <TextArea
          label="Why"
          hint="The agent reads it: say what it should do instead."
          rows={3}
          maxLength={LONGEST}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
