/** What the list of calls is narrowed to: a search, the things chosen most, and a mark for each that was chosen elsewhere. */
import { X } from 'lucide-react'
import { usePages } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { serverWords, titled } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { type Choice, SelectField } from '../../ui/field.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { codeWords } from './code-words.ts'
import type { Filter, FilterName } from './decision-filter.ts'
import { useGrantLabels } from './names.ts'

interface FiltersProps {
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
}

const ANY = (label: string): Choice => ({ value: '', label })
const choices = (any: string, values: readonly string[]): readonly Choice[] => [
  ANY(any),
  ...values.map((value) => ({ value, label: titled(value) })),
]
const EFFECTS: readonly Choice[] = [
  ANY('Any decision'),
  { value: 'allow', label: 'Allowed' },
  { value: 'deny', label: 'Refused' },
]
const RISKS = choices('Any risk', ['low', 'medium', 'high', 'critical'])
const SPANS: readonly Choice[] = [
  ANY('Any time'),
  { value: 'hour', label: 'Last hour' },
  { value: 'day', label: 'Last 24 hours' },
  { value: 'week', label: 'Last 7 days' },
]
/** Narrowed by links from elsewhere: shown as marks. */
const MARKED = ['tool', 'grant', 'code', 'category', 'outcome', 'policy', 'approval'] as const

/** Shows them. */
export function DecisionFilters({ filter, onChange }: FiltersProps) {
  const servers = useServerChoices()
  const set = (name: FilterName, value: string): void => {
    const { [name]: _, ...rest } = filter
    onChange(value === '' ? rest : { ...rest, [name]: value })
  }
  const pick = (name: FilterName, label: string, offered: readonly Choice[]) => (
    <SelectField
      label={label}
      labelHidden
      choices={offered}
      value={filter[name] ?? ''}
      onChange={(value) => set(name, value)}
    />
  )
  return (
    <search className="mb-4 flex flex-col gap-2">
      <div className="grid grid-cols-2 gap-2 md:grid-cols-[minmax(12rem,2fr)_repeat(4,minmax(0,1fr))]">
        <SearchField
          className="max-md:col-span-2"
          label="Search in tools, reasons and rules"
          placeholder="Search tools, reasons, rules"
          text={filter.text ?? ''}
          onChange={(text) => set('text', text)}
        />
        {pick('effect', 'Decision', EFFECTS)}
        {pick('server', 'Server', servers)}
        {pick('risk', 'Risk', RISKS)}
        {pick('since', 'Time', SPANS)}
      </div>
      <Marks filter={filter} onDrop={(name) => set(name, '')} />
    </search>
  )
}

function useServerChoices(): readonly Choice[] {
  const organisation = useOrganisation()
  const enabled = useMay('server.read')
  const { items } = usePages('servers.list', { params: { organisation }, query: { limit: 200 } }, { enabled })
  return [ANY('Any server'), ...items.map((server) => ({ value: server.slug, label: serverWords(server) }))]
}

function Marks({ filter, onDrop }: { readonly filter: Filter; readonly onDrop: (name: FilterName) => void }) {
  const labels = useGrantLabels()
  const words = (name: FilterName, value: string): string => {
    if (name === 'grant') return labels.get(value) ?? value
    return name === 'code' ? codeWords(value) : value
  }
  const marked = MARKED.flatMap((name) => {
    const value = filter[name]
    return value === undefined ? [] : [{ name, text: `${titled(name)}: ${words(name, value)}` }]
  })
  if (marked.length === 0) return null
  return (
    <div className="flex flex-wrap gap-2">
      {marked.map(({ name, text }) => (
        <Button
          key={name}
          size="small"
          icon={X}
          onClick={() => onDrop(name)}
          aria-label={`${text}. Do not narrow to it`}
          className="max-w-full"
        >
          <span className="one-line">{text}</span>
        </Button>
      ))}
    </div>
  )
}
