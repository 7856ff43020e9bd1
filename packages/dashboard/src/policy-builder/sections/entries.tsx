/** Rules by name: patterns, and names that the server does not have at present. */
import { isObject, own, parsePattern } from '@portcullis/engine'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { counted } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { type KnownTool, useBuilder } from '../form/builder-context.tsx'
import { objectAt } from '../model/place.ts'
import { addEntry } from '../model/tool-edits.ts'
import { RuleRow } from './rule-row.tsx'
import { Section } from './section.tsx'

/** Shows them. */
export function Entries() {
  const { document, edit, tools, locked } = useBuilder()
  const [name, setName] = useState('')
  const entries = Object.keys(objectAt(document, ['tools'])).filter((key) => !isLive(key, tools))
  const pattern = name === '' ? undefined : parsePattern(name)
  const wrong = pattern?.ok === false ? `${pattern.flaw.message}. ${pattern.flaw.remedy}` : undefined
  const says = entries.length === 0 ? 'none' : counted(entries.length, 'rule')
  return (
    <Section title="Patterns and other names" says={says}>
      <ul className="flex flex-col gap-2">
        {entries.map((key) => (
          <RuleRow key={key} place={['tools', key]} title={key} />
        ))}
      </ul>
      {!locked && (
        <form
          className="mt-3 flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            if (pattern?.ok !== true || own(objectAt(document, ['tools']), name) !== undefined) return
            edit(addEntry(document, name), `+ ${name}`)
            setName('')
          }}
        >
          <TextField
            label="Name or pattern"
            mono
            hint="* stands for any run of characters, ? for one. The most specific pattern wins, and an exact name over all of them."
            error={wrong}
            value={name}
            onChange={(event) => setName(event.target.value)}
            className="flex-1"
          />
          <Button type="submit" icon={Plus} disabled={pattern?.ok !== true} className="mb-7">
            Add
          </Button>
        </form>
      )}
    </Section>
  )
}

/** Whether it is the entry of a tool that the list above shows. */
function isLive(key: string, tools: readonly KnownTool[]): boolean {
  const pattern = parsePattern(key)
  return pattern.ok && pattern.value.exact !== undefined && tools.some(({ name }) => name === pattern.value.exact)
}

const KINDS = ['read', 'write', 'execute', 'destructive', 'financial', 'unknown'] as const
const RISKS = ['risk:low', 'risk:medium', 'risk:high', 'risk:critical'] as const

const SAYS: Readonly<Record<string, string>> = {
  read: 'Reading',
  write: 'Writing',
  execute: 'Executing',
  destructive: 'Destroying',
  financial: 'Moving money',
  unknown: 'Tools without a label',
  'risk:low': 'Low risk',
  'risk:medium': 'Medium risk',
  'risk:high': 'High risk',
  'risk:critical': 'Critical risk',
}

/** Rules by what tools can do. */
export function ClassRules() {
  const { document, locked } = useBuilder()
  const classes = objectAt(document, ['classes'])
  const present = [...KINDS, ...RISKS].filter((key) => Object.hasOwn(classes, key))
  const other = Object.keys(classes).filter((key) => !present.some((each) => each === key))
  const absent = [...KINDS, ...RISKS].filter((key) => !Object.hasOwn(classes, key))
  const says = present.length === 0 ? 'none' : present.map((key) => SAYS[key]).join(', ')
  return (
    <Section title="By what tools can do" says={says}>
      <p className="mb-3 text-ink-soft">
        They hold for tools without a rule of their own, beside the best pattern; the most restrictive wins.
      </p>
      <ul className="flex flex-col gap-2">
        {[...present, ...other].map((key) => (
          <RuleRow key={key} place={['classes', key]} title={SAYS[key] ?? key} kind="ClassRule" />
        ))}
        {!locked &&
          absent.map((key) => <RuleRow key={key} place={['classes', key]} title={SAYS[key] ?? key} kind="ClassRule" />)}
      </ul>
    </Section>
  )
}

/** The rule for every call. */
export function EveryCall() {
  const { document } = useBuilder()
  const rule = document['all_tools']
  return (
    <Section title="Every call" says={rule !== undefined && isObject(rule) ? 'a rule beside all others' : 'none'}>
      <ul>
        <RuleRow place={['all_tools']} title="Every call of every tool" />
      </ul>
    </Section>
  )
}
