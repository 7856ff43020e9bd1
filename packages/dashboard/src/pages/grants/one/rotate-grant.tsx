/** Another token for a grant. */
import { useState } from 'react'
import { useChange } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { SelectField } from '../../../ui/field.tsx'
import { sayFailed } from '../../../ui/toast.tsx'
import type { GrantView } from '../grant-parts.tsx'

const OVERLAPS = [
  { value: '0', label: 'End at once' },
  { value: '900', label: 'Are good for 15 minutes more' },
  { value: '3600', label: 'Are good for an hour more' },
  { value: '86400', label: 'Are good for a day more' },
  { value: '604800', label: 'Are good for a week more' },
] as const

interface RotateGrantProps {
  readonly grant: GrantView
  readonly onToken: (token: string) => void
  readonly onClose: () => void
}

/** The dialog. */
export function RotateGrant({ grant, onToken, onClose }: RotateGrantProps) {
  const organisation = useOrganisation()
  const [overlap, setOverlap] = useState('900')
  const rotate = useChange('grants.rotate')
  const go = (): void =>
    rotate.mutate(
      { params: { organisation, grant: grant.id }, body: { overlap: Number(overlap) } },
      {
        onError: sayFailed,
        onSuccess: ({ token }) => {
          onToken(token)
          onClose()
        },
      },
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title="Rotate its token"
      description="A new token is made and shown once. Limits go on as they are."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={rotate.isPending} onClick={go}>
            Make a new token
          </Button>
        </>
      }
    >
      <SelectField label="Tokens before it" choices={OVERLAPS} value={overlap} onChange={setOverlap} />
    </Dialog>
  )
}
