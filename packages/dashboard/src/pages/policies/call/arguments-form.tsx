/** The arguments of a call: as fields, and as the JSON that is sent. */
import { isObject } from '@portcullis/engine'
import { useState } from 'react'
import type { KnownTool } from '../../../policy-builder/form/builder-context.tsx'
import { readJson } from '../../../policy-builder/form/scalar-fields.tsx'
import { TextArea } from '../../../ui/field.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { entriesOf } from './argument-entry.ts'
import { ArgumentFields } from './argument-fields.tsx'

interface ArgumentsFormProps {
  readonly tool: KnownTool
  /** JSON. */
  readonly text: string
  readonly onText: (text: string) => void
}

/** Shows it: both ways are of one text. */
export function ArgumentsForm({ tool, text, onText }: ArgumentsFormProps) {
  const entries = entriesOf(tool.inputSchema)
  const [tab, setTab] = useState(entries.length > 0 ? 'fields' : 'json')
  const values = readJson(text)
  const isCall = values !== undefined && isObject(values)
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-semibold">Arguments</legend>
      <Tabs
        shown={tab}
        onShow={setTab}
        tabs={[
          {
            id: 'fields',
            label: 'Fields',
            content: isCall ? (
              <ArgumentFields
                entries={entries}
                values={values}
                onChange={(next) => onText(JSON.stringify(next, undefined, 2))}
              />
            ) : (
              <p className="text-ink-soft">Mend the text under JSON first: it is no object.</p>
            ),
          },
          {
            id: 'json',
            label: 'JSON',
            content: (
              <TextArea
                label="Arguments as JSON"
                labelHidden
                mono
                rows={8}
                value={text}
                error={isCall ? undefined : 'Type a JSON object: { "name": "value" }.'}
                onChange={(event) => onText(event.target.value)}
              />
            ),
          },
        ]}
      />
    </fieldset>
  )
}
