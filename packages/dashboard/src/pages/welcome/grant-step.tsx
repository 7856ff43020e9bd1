/** The first grant. */
import { useState } from 'react'
import type { Answer } from '../../api/api.ts'
import { useChange } from '../../api/hooks.ts'
import { fieldProblem } from '../../api/problem-text.ts'
import { useOrganisation } from '../../api/who.ts'
import { now } from '../../lib/clock.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { sayFailed } from '../../ui/toast.tsx'
import { endOf } from '../grants/bounds.ts'

interface GrantStepProps {
  readonly server: string
  readonly policy: string
  readonly onMinted: (minted: Answer<'grants.create'>) => void
}

const TERM = '30'

/** Mints it: for that server, under that policy, good for thirty days. */
export function GrantStep({ server, policy, onMinted }: GrantStepProps) {
  const organisation = useOrganisation()
  const [label, setLabel] = useState('My first client')
  const create = useChange('grants.create')
  function mint(): void {
    const body = { label, servers: { [server]: { policy } }, expires: endOf(TERM, now()) }
    // What is read anew may take this step away before it is told: a promise is kept all the same.
    create.mutateAsync({ params: { organisation }, body }).then(onMinted, sayFailed)
  }
  return (
    <form
      className="flex max-w-md flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        mint()
      }}
    >
      <TextField
        label="Which client is it for?"
        required
        hint={`It leads to ${server} under ${policy}, and is good for ${TERM} days.`}
        error={fieldProblem(create.error, 'label')}
        value={label}
        onChange={({ target }) => setLabel(target.value)}
      />
      <div>
        <Button type="submit" kind="primary" busy={create.isPending}>
          Mint it
        </Button>
      </div>
    </form>
  )
}
