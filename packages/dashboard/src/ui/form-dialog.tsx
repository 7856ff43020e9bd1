/** A dialog that is a form: its fields, what is saved with it, and what else can be done. */
import { type ReactNode, useId, useState } from 'react'
import { fieldProblem } from '../api/problem-text.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { sayFailed } from './toast.tsx'
import { useUnsaved } from './unsaved.ts'

/** Something that is being saved. */
export interface Saving {
  readonly save: () => void
  readonly busy: boolean
  /** What is wrong with a field, by its JSON Pointer below the body; undefined: nothing. */
  readonly wrong: (field: string) => string | undefined
}

/** Saves by `work`; what fails is said, beside its field where the form shows it by `wrong`. */
export function useSaving(work: () => Promise<unknown>): Saving {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const run = async (): Promise<void> => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
    } catch (problem) {
      setError(problem)
      sayFailed(problem)
    } finally {
      setBusy(false)
    }
  }
  return { busy, save: () => void run(), wrong: (field) => fieldProblem(error, field) }
}

interface FormDialogProps {
  readonly title: string
  readonly description?: string
  readonly saving: Saving
  /** False: something is missing. */
  readonly ready?: boolean
  /** The button that saves. */
  readonly action?: string
  /** Other things to do, before the buttons. */
  readonly aside?: ReactNode
  /** Below the form. */
  readonly after?: ReactNode
  readonly wide?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Shows it. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, saving, ready = true, action = 'Save', aside, after, wide, onClose, children } = props
  const id = useId()
  const [typed, setTyped] = useState(false)
  useUnsaved(typed)
  return (
    <Dialog
      open
      firm
      onClose={onClose}
      title={title}
      {...(description !== undefined && { description })}
      {...(wide && { wide })}
      actions={
        <>
          {aside}
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={id} busy={saving.busy} disabled={!ready}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="grid gap-4"
        onChange={() => setTyped(true)}
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) saving.save()
        }}
      >
        {children}
      </form>
      {after}
    </Dialog>
  )
}
