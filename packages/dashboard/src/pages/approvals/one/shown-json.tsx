/** JSON of a stranger for reading: nothing in it hides, moves or runs. */
import { useMemo } from 'react'
import { markedParts } from './marked-text.ts'

/** Shows it, all lines of it. @param text with a line for each member, and escapes for what cannot be seen */
export function ShownJson({ text }: { readonly text: string }) {
  const parts = useMemo(() => markedParts(text), [text])
  return (
    <pre dir="ltr" className="font-mono text-[0.92rem] leading-relaxed break-all whitespace-pre-wrap">
      {parts.map(({ kind, text: part, at }) => {
        if (kind === 'plain') return part
        if (kind === 'apart')
          return (
            <bdi key={at} dir="ltr">
              {part}
            </bdi>
          )
        return (
          <mark
            key={at}
            title="It cannot be seen: its number stands here"
            className="rounded-sm bg-critical-soft px-0.5 text-critical"
          >
            {part}
          </mark>
        )
      })}
    </pre>
  )
}
