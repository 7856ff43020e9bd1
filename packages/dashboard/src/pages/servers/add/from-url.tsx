/** A server by its URL. */
import { useState } from 'react'
import { fieldProblem } from '../../../api/problem-text.ts'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { type Added, AddForm } from './add-form.tsx'
import { slugOfUrl } from './suggest-slug.ts'

const TRANSPORTS = [
  { value: 'http', label: 'Streamable HTTP' },
  { value: 'sse', label: 'HTTP+SSE, of 2024' },
] as const

/** Shows the form. */
export function FromUrl({ onAdded }: { readonly onAdded: (added: Added) => void }) {
  const [url, setUrl] = useState('')
  const [transport, setTransport] = useState<'http' | 'sse'>('http')
  return (
    <AddForm
      from={url.trim() === '' ? undefined : { url: url.trim(), transport }}
      suggested={slugOfUrl(url.trim())}
      onAdded={onAdded}
    >
      {(error) => (
        <>
          <TextField
            label="URL"
            type="url"
            required
            placeholder="https://mcp.example.com/mcp"
            error={fieldProblem(error, 'from/url')}
            value={url}
            onChange={({ target }) => setUrl(target.value)}
          />
          <SelectField
            label="Transport"
            choices={TRANSPORTS}
            value={transport}
            onChange={(value) => setTransport(value === 'sse' ? 'sse' : 'http')}
          />
        </>
      )}
    </AddForm>
  )
}
