/** Prose ↔ plain text, and the few ways in which prose is put together. */
import { cut, visible } from '../text.ts'
import type { PageRef, Prose, Span } from './report.ts'

/** Longest foreign name in a sentence, in UTF-16 units. */
const NAME = 64

/** A foreign text as it may be shown: one line, visible, cut. */
export function shown(text: string, limit: number = NAME): string {
  const clean = visible(cut(text, 4 * limit))
    .replace(/\s+/g, ' ')
    .trim()
  if (clean === '') return '(unnamed)'
  return clean.length > limit ? `${cut(clean, limit - 1)}…` : clean
}

/** A foreign name in a sentence. */
export function code(text: string): Span {
  return { code: shown(text) }
}

/** A sentence of the classifier: what it quotes becomes a name. `“id” picks one` is the code `id` and our words. */
export function unquoted(text: string): Prose {
  return text.split(/“([^”]*)”/).flatMap((part, at): Prose => (part === '' ? [] : at % 2 === 1 ? [code(part)] : [part]))
}

/** How sure a label is, as people say it: nothing is certain. */
export function percentOf({ confidence }: { readonly confidence: number }): string {
  return confidence >= 0.995 ? 'over 99 %' : `${String(Math.round(confidence * 100))} %`
}

/** Our words, leading to a page. */
export function link(text: string, to: PageRef): Span {
  return { text, to }
}

function textOf(span: Span): string {
  if (typeof span === 'string') return span
  if ('code' in span) return span.code
  return 'strong' in span ? span.strong : span.text
}

/** Prose as plain text: marks fall away, the words stay. */
export function plain(prose: Prose): string {
  return prose.map(textOf).join('')
}

/** Spans of a template: texts are ours, values are spans or prose. `say\`a ${code(name)} b\`` */
export function say(texts: TemplateStringsArray, ...values: readonly (Span | Prose)[]): Prose {
  const spans: Span[] = []
  const push = (span: Span) => {
    const last = spans.at(-1)
    if (typeof span === 'string' && typeof last === 'string') spans[spans.length - 1] = last + span
    else if (span !== '') spans.push(span)
  }
  texts.forEach((text, at) => {
    push(text)
    const value = values[at]
    if (value === undefined) return
    if (isProse(value)) value.forEach(push)
    else push(value)
  })
  return spans
}

function isProse(value: Span | Prose): value is Prose {
  return Array.isArray(value)
}
