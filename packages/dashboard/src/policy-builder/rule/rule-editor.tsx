/** One rule: its state, what it says, and everything that can be said with it. */
import { own } from '@portcullis/engine'
import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { pathsAt } from '../../policy-editor/suggestions.ts'
import { Button } from '../../ui/button.tsx'
import { useBuilder } from '../form/builder-context.tsx'
import { firstQuestion } from '../form/condition-form.tsx'
import { labelOf } from '../form/labels.ts'
import { ListForm } from '../form/list-form.tsx'
import { ObjectForm } from '../form/object-form.tsx'
import { objectNamed } from '../model/fitting.ts'
import { append, listAt, objectAt, type Place } from '../model/place.ts'
import { type Shape, shapeNamed } from '../model/shape.ts'
import { Ladders } from './ladder-view.tsx'
import { newLimit } from './new-limit.ts'
import { Sentences } from './sentences.tsx'
import { StateButtons } from './state-buttons.tsx'

interface RuleEditorProps {
  readonly place: Place
  /** Of what the language calls it: the rule of a class knows a key more. */
  readonly kind?: 'Rule' | 'ClassRule'
  /** What it can be brought into by a click; the place's own states unless given. */
  readonly states?: ReactNode
}

const SECTIONS = ['deny_if', 'require', 'approve_if', 'limits'] as const

const SAYS: Readonly<Record<(typeof SECTIONS)[number], string>> = {
  deny_if: 'A call is refused where one of these holds.',
  require: 'A call is refused unless all of these hold.',
  approve_if: 'A person answers first where one of these holds.',
  limits: 'So many calls, or so much of something, in each window.',
}

/** Shows it. */
export function RuleEditor({ place, kind = 'Rule', states }: RuleEditorProps) {
  const { document } = useBuilder()
  const rule = objectAt(document, place)
  const shape = objectNamed(kind)
  const asks = own(rule, 'action') === 'require_approval'
  return (
    <div className="flex min-w-0 flex-col gap-5">
      {states ?? <StateButtons place={place} />}
      <section aria-label="What it says" className="rounded-[7px] bg-sunken p-3">
        <Sentences rule={rule} />
      </section>
      {SECTIONS.map((key) => (
        <Section key={key} place={[...place, key]} title={labelOf(key)} says={SAYS[key]} name={key} />
      ))}
      {(Object.hasOwn(rule, 'rate_limit') || Object.hasOwn(rule, 'results') || asks) && <hr className="border-line" />}
      <ObjectForm place={place} object={shape} without={[...SECTIONS, 'action']} />
    </div>
  )
}

interface SectionProps {
  readonly place: Place
  readonly name: (typeof SECTIONS)[number]
  readonly title: string
  readonly says: string
}

function Section({ place, name, title, says }: SectionProps) {
  const { document, edit, tools, locked } = useBuilder()
  const list = listAt(document, place)
  const element = elementOf(name)
  const blank = () => {
    if (name === 'limits') return newLimit(document, place, tools)
    return { conditions: [firstQuestion(pathsAt(place, tools))] }
  }
  if (list.length === 0 && locked) return null
  return (
    <section className="min-w-0">
      <header className="mb-1 flex flex-wrap items-center justify-between gap-2">
        <div>
          <h3>{title}</h3>
          {list.length > 0 && <p className="text-[0.92rem] text-ink-soft">{says}</p>}
        </div>
        {list.length === 0 && (
          <Button
            size="small"
            icon={Plus}
            onClick={() => edit(append(document, place, blank()), `+ ${place.join('/')}`)}
            aria-label={`Add ${title}`}
          >
            Add
          </Button>
        )}
      </header>
      {name === 'limits' && list.length > 0 && (
        <div className="mb-3 flex flex-col gap-3">
          <Ladders limits={list} />
        </div>
      )}
      {list.length > 0 && <ListForm place={place} element={element} label={title} one={ONE[name]} blank={blank} />}
    </section>
  )
}

const ONE: Readonly<Record<SectionProps['name'], string>> = {
  deny_if: 'a reason to refuse',
  require: 'a requirement',
  approve_if: 'a reason to ask',
  limits: 'a limit',
}

function elementOf(name: SectionProps['name']): Shape {
  if (name === 'limits') return shapeNamed('Limit')
  return shapeNamed(name === 'approve_if' ? 'Approval' : 'Predicate')
}
