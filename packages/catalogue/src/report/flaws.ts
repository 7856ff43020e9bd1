/** What a machine can find wrong with a text: for the tests of all texts, and for whoever adds a sentence. */
import { tokenize } from '../tokens.ts'
import { plain } from './plain.ts'
import type { Prose, Span, ToolReport } from './report.ts'

/** All prose of a report, in the page's order. */
export function textsOf(report: ToolReport): readonly Prose[] {
  return [
    report.summary,
    ...report.does,
    ...report.why,
    ...report.exposures.map(({ why }) => why),
    report.control.means,
    ...report.control.steps.map(({ text }) => text),
    ...report.questions.map(({ answer }) => answer),
    ...report.parameters.flatMap(({ remark }) => (remark === undefined ? [] : [remark])),
  ]
}

/** A span with all names as `§`: what is left is ours. */
export function masked(span: Span): string {
  if (typeof span === 'string') return span
  if ('code' in span) return '§'
  return 'strong' in span ? span.strong : span.text
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1
}

const RULES: readonly (readonly [what: string, isWrong: (text: string) => boolean])[] = [
  ['a value that is none', (text) => /undefined|NaN|\[object|\bnull\b/.test(text)],
  ['spaces', (text) => / {2}|^\s|\s$| [.,;:?!]/.test(text)],
  ['no full stop', (text) => !/[.?!]”?$/.test(text)],
  ['quotes', (text) => count(text, '“') !== count(text, '”') || count(text, '(') !== count(text, ')')],
  ['a word twice', (text) => /\b(a|an|the|is|are|of|to|it|and) \1\b/i.test(text)],
  ['a small letter', (text) => /^[a-z]/.test(text)],
  ['two stops', (text) => /[.,;:]{2}|\.;|\?\./.test(text.replace(/…|“\.\.”/g, ''))],
  [
    'an article',
    (text) =>
      /\ba [aeio][a-z]|\ban [bcdfgjklmnpqrstvwxyz][aeiou]/.test(text.replace(/\b(?:one|on|eu\w*|once)\b/g, 'x')),
  ],
  ['length', (text) => text.length > 600],
]

function flawsOf(prose: Prose): readonly string[] {
  const text = prose.map(masked).join('')
  return RULES.filter(([, isWrong]) => isWrong(text)).map(([what]) => `${what}: ${plain(prose)}`)
}

/** Everything that is wrong with a text, or with all texts of a report. */
export function flaws(of: Prose | ToolReport): readonly string[] {
  return ('summary' in of ? textsOf(of) : [of]).flatMap(flawsOf)
}

/** Each sentence of a report without names and without the words of the tool's own name: what is left is the template. */
export function skeletons(name: string, report: ToolReport): ReadonlySet<string> {
  const words = tokenize(name)
  const own = (word: string) =>
    words.some((one) => one === word || (one.length > 3 && word.startsWith(one.slice(0, -1))))
  const { does, why, exposures, questions, summary, control } = report
  const texts = [
    summary,
    ...does,
    ...why,
    ...exposures.map((one) => one.why),
    control.means,
    ...questions.map((one) => one.answer),
  ]
  const sentences = texts.flatMap((prose) =>
    prose
      .map(masked)
      .join('')
      .split(/(?<=[.?!]) /),
  )
  return new Set(
    sentences.map((sentence) =>
      sentence
        .split(/([^\w§]+)/)
        .map((word) => (own(word.toLowerCase()) ? '¤' : word))
        .join('')
        .replace(/(?:¤ ?)+/g, '¤ '),
    ),
  )
}

/** What a report says its tool does and why it needs a policy, with all names hidden. */
export function wording({ does, why }: ToolReport): string {
  return [...does, ...why].map((prose) => prose.map(masked).join('')).join('\n')
}
