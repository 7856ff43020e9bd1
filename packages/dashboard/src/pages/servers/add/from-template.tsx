/** A program of the operator’s file, with its values filled in. */
import { Terminal } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../../api/api.ts'
import { useRead } from '../../../api/hooks.ts'
import { fieldProblem } from '../../../api/problem-text.ts'
import { useOrganisation } from '../../../api/who.ts'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { type Added, AddForm } from './add-form.tsx'
import { slugOf } from './suggest-slug.ts'

type Template = Answer<'templates.list'>['items'][number]
type Parameter = Template['parameters'][number]

/** Shows the templates, and the form of the one that is chosen. */
export function FromTemplate({ onAdded }: { readonly onAdded: (added: Added) => void }) {
  const templates = useRead('templates.list', { params: { organisation: useOrganisation() } })
  return (
    <Loaded query={templates}>
      {({ body: { items } }) =>
        items.length === 0 ? (
          <Empty icon={Terminal} title="The operator offers no programs">
            Programs run on the gateway’s machine, so only its operator names them: under <code>templates</code> in
            portcullis.yaml.
          </Empty>
        ) : (
          <Chosen templates={items} onAdded={onAdded} />
        )
      }
    </Loaded>
  )
}

interface ChosenProps {
  readonly templates: readonly Template[]
  readonly onAdded: (added: Added) => void
}

function Chosen({ templates, onAdded }: ChosenProps) {
  const [name, setName] = useState(templates[0]?.name ?? '')
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const template = templates.find((one) => one.name === name)
  const parameters = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  return (
    <AddForm key={name} from={{ template: name, parameters }} suggested={slugOf(name)} isProgram onAdded={onAdded}>
      {(error) => (
        <>
          <SelectField
            label="Program"
            choices={templates.map((one) => ({ value: one.name, label: one.name }))}
            value={name}
            onChange={(chosen) => {
              setName(chosen)
              setValues({})
            }}
            hint={template?.description}
          />
          {template?.parameters.map((parameter) => (
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              value={values[parameter.name] ?? ''}
              error={fieldProblem(error, `from/parameters/${parameter.name}`)}
              onChange={(value) => setValues({ ...values, [parameter.name]: value })}
            />
          ))}
        </>
      )}
    </AddForm>
  )
}

interface ParameterFieldProps {
  readonly parameter: Parameter
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (value: string) => void
}

function ParameterField({ parameter, value, error, onChange }: ParameterFieldProps) {
  const { name, kind, description, standard, choices = [], within, least, most } = parameter
  const limits =
    kind === 'path' && within ? `A path in ${within}.` : kind === 'number' ? `From ${least} to ${most}.` : ''
  const hint = [description && (/[.!?]$/.test(description) ? description : `${description}.`), limits]
    .filter(Boolean)
    .join(' ')
  const given = { label: name, error, ...(hint !== '' && { hint }) }
  if (kind === 'choice')
    return (
      <SelectField
        {...given}
        choices={[
          { value: '', label: standard === undefined ? 'Choose' : `${standard} (usual)` },
          ...choices.map((one) => ({ value: one, label: one })),
        ]}
        value={value}
        onChange={onChange}
      />
    )
  return (
    <TextField
      {...given}
      type={kind === 'secret' ? 'password' : 'text'}
      inputMode={kind === 'number' ? 'numeric' : undefined}
      required={standard === undefined}
      placeholder={standard}
      mono={kind === 'path'}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}
