/** A server by its `server.json`, as registries have it. */
import { useState } from 'react'
import { fieldProblem } from '../../../api/problem-text.ts'
import { TextArea } from '../../../ui/field.tsx'
import { type Added, AddForm } from './add-form.tsx'
import { slugOf } from './suggest-slug.ts'

/** The object of a JSON text; undefined: it is none. */
function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

const nameIn = (document: Record<string, unknown> | undefined): string => {
  const name = document?.['name']
  return typeof name === 'string' ? slugOf(name.split('/').at(-1) ?? '') : ''
}

/** Shows the form. */
export function FromDocument({ onAdded }: { readonly onAdded: (added: Added) => void }) {
  const [text, setText] = useState('')
  const serverJson = objectIn(text)
  const broken =
    text.trim() !== '' && serverJson === undefined ? 'This is no JSON object. Paste the whole file.' : undefined
  return (
    <AddForm from={serverJson && { serverJson }} suggested={nameIn(serverJson)} onAdded={onAdded}>
      {(error) => (
        <TextArea
          label="server.json"
          mono
          rows={10}
          required
          hint="Its first remote is taken. Packages are passed over: programs are started from the operator’s templates alone."
          error={broken ?? fieldProblem(error, 'from/serverJson') ?? fieldProblem(error, 'from')}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      )}
    </AddForm>
  )
}
