/** The dialog of a question. */
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useState } from 'react'
import { Button } from './button.tsx'
import type { AskedQuestion } from './confirm.tsx'
import { TextField } from './field.tsx'

/** Shows it. */
export function Confirmation({ question }: { readonly question: AskedQuestion }) {
  const [typed, setTyped] = useState('')
  const { title, consequence, action, mild, answer } = question
  const ready = question.typed === undefined || typed.trim() === question.typed
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && answer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-60 bg-[light-dark(#17201d66,#000a)]" />
        <AlertDialog.Popup className="popup fixed z-60 p-5 max-sm:inset-x-0 max-sm:bottom-0 max-sm:rounded-b-none sm:top-[18vh] sm:left-1/2 sm:w-full sm:max-w-md sm:-translate-x-1/2">
          <AlertDialog.Title className="text-[1.1rem] font-semibold break-words">{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="mt-2 text-ink-soft">
            {consequence}
          </AlertDialog.Description>
          <form
            className="mt-4"
            onSubmit={(event) => {
              event.preventDefault()
              if (ready) answer(true)
            }}
          >
            {question.typed !== undefined && (
              <TextField
                label={`Type ${question.typed} to go on`}
                mono
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
            <div className="mt-4 flex justify-end gap-2">
              <AlertDialog.Close render={<Button>Cancel</Button>} />
              <Button type="submit" kind={mild ? 'primary' : 'danger'} disabled={!ready}>
                {action}
              </Button>
            </div>
          </form>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
