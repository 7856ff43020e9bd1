/** Removes something, once it was confirmed. */
import { useState } from 'react'
import { Button } from './button.tsx'
import { confirm, type Question } from './confirm.tsx'
import { sayFailed } from './toast.tsx'

interface RemoveButtonProps {
  readonly question: Question
  readonly remove: () => Promise<unknown>
  readonly onRemoved: () => void
}

/** The button; it stands apart from the others. */
export function RemoveButton({ question, remove, onRemoved }: RemoveButtonProps) {
  const [busy, setBusy] = useState(false)
  const press = async (): Promise<void> => {
    if (!(await confirm(question))) return
    setBusy(true)
    try {
      await remove()
      onRemoved()
    } catch (error) {
      sayFailed(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button kind="danger" className="mr-auto" busy={busy} onClick={() => void press()}>
      Remove
    </Button>
  )
}
