/** Text to copy: policies, configuration, commands. */
import type { Policy } from '@portcullis/engine'
import type { FC } from 'hono/jsx'
import { jsonText } from './json-text.ts'
import { Scroll } from './scroll.tsx'

/** Properties of a block. */
export interface CodeBlockProps {
  /** Unique on the page. */
  readonly id: string
  /** What stands over it: a file's name, or what it is. */
  readonly title: string
  readonly text: string
  readonly language?: 'json' | 'yaml' | 'text'
}

/** Longer texts stay plain: colours would double their size. */
const COLOURED = 6_000

/** A JSON token at a time: a key with its colon, another string, a number or word. Linear. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|\btrue\b|\bfalse\b|\bnull\b)/g

const Coloured: FC<{ readonly text: string }> = ({ text }) => {
  const pieces: unknown[] = []
  let last = 0
  for (const match of text.matchAll(TOKEN)) {
    pieces.push(text.slice(last, match.index))
    const [whole, string, colon = ''] = match
    if (string === undefined) pieces.push(<b>{whole}</b>)
    else if (colon === '') pieces.push(<q>{string}</q>)
    else pieces.push(<i>{string}</i>, colon)
    last = match.index + whole.length
  }
  pieces.push(text.slice(last))
  return <>{pieces}</>
}

/** A text with its title, and with scripts a button that copies it. */
export const CodeBlock: FC<CodeBlockProps> = ({ id, title, text, language = 'text' }) => (
  <figure class="code">
    <figcaption>
      <span>{title}</span>
      <button type="button" class="copy needs-js" data-copy={id} aria-label={`Copy ${title}`}>
        Copy
      </button>
    </figcaption>
    <Scroll label={title} class="code-text">
      <pre>
        <code id={id} class={`lang-${language}`}>
          {language === 'json' && text.length <= COLOURED ? <Coloured text={text} /> : text}
        </code>
      </pre>
    </Scroll>
  </figure>
)

/** A policy to paste. */
export const PolicyBlock: FC<{ readonly id: string; readonly policy: Policy; readonly title?: string }> = ({
  id,
  policy,
  title = 'policy.json',
}) => <CodeBlock id={id} title={title} language="json" text={jsonText({ ...policy })} />
