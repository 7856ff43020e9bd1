/** What a policy is called and what it is for; and its end. */
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useChange } from '../../api/hooks.ts'
import { fieldProblem } from '../../api/problem-text.ts'
import { useOrganisation } from '../../api/who.ts'
import { Button } from '../../ui/button.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Panel } from '../../ui/page.tsx'
import { sayDone, sayFailed } from '../../ui/toast.tsx'
import type { PolicyAnswer } from './policy-page.tsx'

/** Shows it, to be edited. */
export function PolicyIdentity({ policy }: { readonly policy: PolicyAnswer }) {
  const organisation = useOrganisation()
  const [, navigate] = useLocation()
  const [name, setName] = useState(policy.name)
  const [description, setDescription] = useState(policy.description)
  const edit = useChange('policies.edit')
  const remove = useChange('policies.delete')
  const params = { organisation, policy: policy.id }
  const isSame = name === policy.name && description === policy.description
  const doDelete = async (): Promise<void> => {
    const consequence = 'It is gone from this list, and its name is free again. Its versions stay in the history.'
    if (!(await confirm({ title: `Delete the policy ${policy.name}?`, consequence, action: 'Delete it' }))) return
    const onSuccess = (): void => {
      sayDone(`The policy ${policy.name} is deleted.`)
      navigate('/policies', { replace: true })
    }
    remove.mutate({ params }, { onSuccess, onError: sayFailed })
  }
  return (
    <Panel title="Name and purpose" className="mt-4 max-w-2xl">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          const onSuccess = (): void => sayDone('It is saved.')
          const onError = (error: unknown): void => {
            if (fieldProblem(error, 'name') === undefined) sayFailed(error)
          }
          edit.mutate({ params, body: { name, description } }, { onSuccess, onError })
        }}
      >
        <TextField
          label="Name"
          mono
          required
          value={name}
          error={fieldProblem(edit.error, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        <TextArea
          label="What it is for"
          rows={2}
          maxLength={2000}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <div className="flex flex-wrap justify-between gap-2">
          <Button type="submit" disabled={isSame} busy={edit.isPending}>
            Save name and purpose
          </Button>
          <Button
            kind="danger"
            icon={Trash2}
            disabled={policy.uses.length > 0}
            title={policy.uses.length > 0 ? 'It holds somewhere: take it away there first.' : undefined}
            onClick={() => void doDelete()}
          >
            Delete the policy
          </Button>
        </div>
      </form>
    </Panel>
  )
}
