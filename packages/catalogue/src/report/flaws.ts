/** What a machine can find wrong with a text: for the tests of all texts, and for whoever adds a sentence. */
import { plain } from './plain.ts'
import type { Prose, ServerReport, Span, ToolReport } from './report.ts'

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

/** All prose of a server’s report. */
export function serverTexts(report: ServerReport): readonly Prose[] {
  return [
    report.summary,
    ...report.about,
    ...report.gradeSays,
    ...report.policyMeans,
    ...report.dangerous.map(({ why }) => why),
    ...report.tools.map(({ says }) => says),
    ...report.changes.map(({ says }) => says),
    ...report.questions.map(({ answer }) => answer),
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
  ['a word twice', (text) => /\b(a|an|the|is|are|of|to|it|and) \1\b(?!-)/i.test(text)],
  ['a small letter', (text) => /^[a-z]|[.?!] [a-z]/.test(text)],
  ['an empty sentence', (text) => text === '' || /[.?!]\s*[.?!]/.test(text.replace(/…|“\.\.”/g, ''))],
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
