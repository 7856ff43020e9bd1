/** The dialog in which who looks on says again who they are: a code where they have a second factor, else the password. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem, prove } from '../api/api.ts'
import { useWho } from '../api/who.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import type { ProofAnswer } from './proof.tsx'

/** Shows it. */
export function ProofDialog({ answer }: { readonly answer: ProofAnswer }) {
  const { account } = useWho()
  const [typed, setTyped] = useState('')
  const byCode = account.second_factor
  const proving = useMutation({
    mutationFn: () => prove(byCode ? { code: typed.replaceAll(' ', '') } : { password: typed }),
    onSuccess: () => answer(true),
  })
  const { error } = proving
  return (
    <Dialog
      open
      onClose={() => answer(false)}
      title="Say again who you are"
      description="This is something that a page left open should not be able to do."
      actions={
        <>
          <Button onClick={() => answer(false)}>Cancel</Button>
          <Button kind="primary" type="submit" form="proof" busy={proving.isPending} disabled={typed === ''}>
            Go on
          </Button>
        </>
      }
    >
      <form
        id="proof"
        onSubmit={(event) => {
          event.preventDefault()
          proving.mutate()
        }}
      >
        <TextField
          label={byCode ? 'Code of your authenticator app, or a spare code' : 'Your password'}
          type={byCode ? 'text' : 'password'}
          inputMode={byCode ? 'numeric' : 'text'}
          autoComplete={byCode ? 'one-time-code' : 'current-password'}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={error instanceof ApiProblem ? `${error.problem.detail} ${error.problem.remedy ?? ''}` : undefined}
        />
      </form>
    </Dialog>
  )
}
