/** The form for a list. */
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { Button, IconButton } from '../../ui/button.tsx'
import { blankOf } from '../model/fitting.ts'
import { append, listAt, move, type Place, takeOut } from '../model/place.ts'
import type { Shape } from '../model/shape.ts'
import { useBuilder } from './builder-context.tsx'

interface ListFormProps {
  readonly place: Place
  readonly element: Shape
  readonly label: string
  /** What one of them is called: `a condition`. */
  readonly one?: string
  /** An empty list means something, and stays. */
  readonly keepsList?: boolean
  /** With what a new one begins; what the language's examples say unless given. */
  readonly blank?: () => ReturnType<typeof blankOf>
}

/** Shows it. */
export function ListForm({ place, element, label, one = 'one', keepsList = false, blank }: ListFormProps) {
  const { document, edit, locked, Form } = useBuilder()
  const list = listAt(document, place)
  const boxed = element.kind === 'object' || element.kind === 'condition' || element.kind === 'either'
  const add = (): void => edit(append(document, place, blank?.() ?? blankOf(element)), `+ ${place.join('/')}`)
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {list.length > 0 && (
        <ol className="flex min-w-0 flex-col gap-2">
          {/* Elements have no names: their places are all that tells them apart. */}
          {list.map((_, index) => (
            <li
              key={String(index)}
              className={boxed ? 'flex min-w-0 gap-1 rounded-[7px] border border-line p-2.5' : 'flex min-w-0 gap-1'}
            >
              <div className="min-w-0 flex-1">
                <Form place={[...place, index]} shape={element} label={`${label} ${index + 1}`} labelHidden />
              </div>
              {!locked && (
                <ElementActions place={place} index={index} count={list.length} label={label} keepsList={keepsList} />
              )}
            </li>
          ))}
        </ol>
      )}
      {!locked && (
        <div>
          <Button kind="quiet" size="small" icon={Plus} onClick={add}>
            Add {one}
          </Button>
        </div>
      )}
    </div>
  )
}

interface ElementActionsProps {
  readonly place: Place
  readonly index: number
  readonly count: number
  readonly label: string
  readonly keepsList: boolean
}

/** Up, down and away. */
function ElementActions({ place, index, count, label, keepsList }: ElementActionsProps) {
  const { document, edit } = useBuilder()
  const name = `${label} ${index + 1}`
  const moved = (by: -1 | 1): void => edit(move(document, place, index, by), `~ ${place.join('/')}`)
  return (
    <div className="flex shrink-0 items-start">
      {count > 1 && (
        <span className="flex max-sm:hidden">
          <IconButton
            icon={ArrowUp}
            size="small"
            label={`Move ${name} up`}
            disabled={index === 0}
            onClick={() => moved(-1)}
          />
          <IconButton
            icon={ArrowDown}
            size="small"
            label={`Move ${name} down`}
            disabled={index === count - 1}
            onClick={() => moved(1)}
          />
        </span>
      )}
      <IconButton
        icon={X}
        size="small"
        label={`Remove ${name}`}
        onClick={() => edit(takeOut(document, place, index, { keepsList }), `- ${place.join('/')}`)}
      />
    </div>
  )
}
