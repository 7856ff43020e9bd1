/** The form for an object whose keys the author chooses. */
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { blankOf } from '../model/fitting.ts'
import { drop, objectAt, type Place, put } from '../model/place.ts'
import type { Shape } from '../model/shape.ts'
import { useBuilder } from './builder-context.tsx'

interface MapFormProps {
  readonly place: Place
  readonly element: Shape
  readonly label: string
}

/** Shows it. */
export function MapForm({ place, element, label }: MapFormProps) {
  const { document, edit, locked, Form } = useBuilder()
  const [name, setName] = useState('')
  const value = objectAt(document, place)
  const isTaken = name === '' || Object.hasOwn(value, name)
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {Object.keys(value).map((key) => (
        <div key={key} className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <Form place={[...place, key]} shape={element} label={key} />
          </div>
          {!locked && (
            <IconButton
              icon={X}
              label={`Remove ${key}`}
              onClick={() => edit(drop(document, [...place, key]), `- ${key}`)}
            />
          )}
        </div>
      ))}
      {!locked && (
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            if (isTaken) return
            edit(put(document, [...place, name], blankOf(element)), `+ ${name}`)
            setName('')
          }}
        >
          <TextField label={`${label}: name`} mono value={name} onChange={(event) => setName(event.target.value)} />
          <Button type="submit" icon={Plus} disabled={isTaken}>
            Add
          </Button>
        </form>
      )}
    </div>
  )
}
