/** Something that is shown once: a token, a key, a link. It is gone when the dialog is closed. */
import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { CopyField } from './copy.tsx'
import { Dialog } from './dialog.tsx'

interface SecretDialogProps {
  readonly title: string
  /** What it is called: “key”. */
  readonly name: string
  readonly secret: string
  readonly onClose: () => void
  /** What to do with it. */
  readonly children?: ReactNode
}

/** Shows it. */
export function SecretDialog({ title, name, secret, onClose, children }: SecretDialogProps) {
  return (
    <Dialog
      open
      firm
      onClose={onClose}
      title={title}
      actions={
        <Button kind="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <CopyField text={secret} label={name} />
      <p className="my-3 flex gap-2 text-medium">
        <TriangleAlert size={17} aria-hidden className="mt-0.5 shrink-0" />
        It is shown this once: we keep a digest of it only.
      </p>
      {children}
    </Dialog>
  )
}
