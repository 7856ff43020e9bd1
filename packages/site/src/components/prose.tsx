/** Sentences of the report model as elements. */
import type { Prose as ProseText, Span } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { pathOf } from '../paths.ts'

const Piece: FC<{ readonly of: Span }> = ({ of }) => {
  if (typeof of === 'string') return <>{of}</>
  if ('code' in of) {
    const name = <code>{of.code}</code>
    return of.to === undefined ? name : <a href={pathOf(of.to)}>{name}</a>
  }
  if ('strong' in of) return <strong>{of.strong}</strong>
  return <a href={pathOf(of.to)}>{of.text}</a>
}

/** A sentence, without an element around it. */
export const Prose: FC<{ readonly of: ProseText }> = ({ of }) => (
  <>
    {of.map((span) => (
      <Piece of={span} />
    ))}
  </>
)

/** Paragraphs. */
export const Paragraphs: FC<{ readonly of: readonly ProseText[] }> = ({ of }) => (
  <>
    {of.map((prose) => (
      <p>
        <Prose of={prose} />
      </p>
    ))}
  </>
)
