/** The dialog in which who looks on says again who they are: by a code of their second factor, else their password, else by logging in anew. */
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ApiProblem, prove } from '../api/api.ts'
import { goToLogIn } from '../api/session.ts'
import { useWho } from '../api/who.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import type { ProofAnswer } from './proof.tsx'

interface ProofDialogProps {
  readonly answer: ProofAnswer
}

/** Shows it. */
export function ProofDialog({ answer }: ProofDialogProps) {
  const { second_factor: hasCode, has_password: hasPassword } = useWho().account
  return hasCode || hasPassword ? <TypedProof byCode={hasCode} answer={answer} /> : <LogInAgain answer={answer} />
}

/** What both ways have in common: it says why, and can be left. */
function Asking({
  answer,
  action,
  children,
}: ProofDialogProps & { readonly action: ReactNode; readonly children: ReactNode }) {
  const leave = () => answer(false)
  return (
    <Dialog
      open
      title="Say again who you are"
      description="This is something that a page left open should not be able to do."
      onClose={leave}
      actions={
        <>
          <Button onClick={leave}>Cancel</Button>
          {action}
        </>
      }
    >
      {children}
    </Dialog>
  )
}

/** Whoever came by single sign-on or a passkey alone has nothing to type: a log-in is their proof. */
function LogInAgain({ answer }: ProofDialogProps) {
  return (
    <Asking
      answer={answer}
      action={
        <Button kind="primary" onClick={goToLogIn}>
          Log in again
        </Button>
      }
    >
      <p>Log in as you did before. It leads back to this page, where you do it again; what you typed here is lost.</p>
    </Asking>
  )
}

function TypedProof({ answer, byCode }: ProofDialogProps & { readonly byCode: boolean }) {
  const [typed, setTyped] = useState('')
  const proving = useMutation({
    mutationFn: () => prove(byCode ? { code: typed.replaceAll(' ', '') } : { password: typed }),
    onSuccess: () => answer(true),
  })
  const { error } = proving
  return (
    <Asking
      answer={answer}
      action={
        <Button kind="primary" type="submit" form="proof" busy={proving.isPending} disabled={typed === ''}>
          Go on
        </Button>
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
          autoComplete={byCode ? 'one-time-code' : 'current-password'}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={error instanceof ApiProblem ? `${error.problem.detail} ${error.problem.remedy ?? ''}` : undefined}
        />
      </form>
    </Asking>
  )
}
