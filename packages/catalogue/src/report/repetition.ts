/** How much texts repeat each other: for the tests of all texts, and for whoever adds a sentence. */
import { tokenize } from '../tokens.ts'
import { masked } from './flaws.ts'
import type { Prose, ToolReport } from './report.ts'

/** Prose of a report by section. The three steps are left out: instructions are the same on purpose. */
function sectionsOf(report: ToolReport): Readonly<Record<string, readonly Prose[]>> {
  return {
    summary: [report.summary],
    does: report.does,
    why: report.why,
    exposures: report.exposures.map(({ why }) => why),
    means: [report.control.means],
    questions: report.questions.map(({ answer }) => answer),
  }
}

/** A sentence without names, numbers and the words of the tool’s own name: what is left is the template. */
function skeletonOf(sentence: string, own: (word: string) => boolean): string {
  return sentence
    .split(/([^\w§]+)/)
    .map((word) => (own(word.toLowerCase()) ? '¤' : word))
    .join('')
    .replace(/(?:¤ ?)+/g, '¤ ')
    .replace(/\d+/g, '#')
}

/** The templates of a report’s sentences, each with its section before it. */
function skeletons({ tool, ...report }: ToolReport): ReadonlySet<string> {
  const words = tokenize(tool.name)
  const own = (word: string) =>
    words.some((one) => one === word || (one.length > 3 && word.startsWith(one.slice(0, -1))))
  const found = new Set<string>()
  for (const [section, proses] of Object.entries(sectionsOf({ tool, ...report })))
    for (const prose of proses)
      for (const sentence of prose
        .map(masked)
        .join('')
        .split(/(?<=[.?!]) /))
        found.add(`${section}: ${skeletonOf(sentence, own)}`)
  return found
}

/** Templates that stand in more than a share of the reports, most frequent first. */
export function oftenSaid(reports: readonly ToolReport[], share: number): readonly string[] {
  const counts = new Map<string, number>()
  for (const report of reports) for (const one of skeletons(report)) counts.set(one, (counts.get(one) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count > share * reports.length)
    .sort(([, a], [, b]) => b - a)
    .map(([one, count]) => `${((100 * count) / reports.length).toFixed(1)} % ${one}`)
}

/** What a report says its tool does and why it needs a policy, with all names hidden. */
export function wording({ does, why }: ToolReport): string {
  return [...does, ...why].map((prose) => prose.map(masked).join('')).join('\n')
}

/** Draws some of many, by a seed: the same each time. */
export function drawn<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const left = [...all]
  let state = seed >>> 0
  return Array.from({ length: Math.min(count, left.length) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return left.splice(Math.floor((state / 2 ** 32) * left.length), 1)
  }).flat()
}
