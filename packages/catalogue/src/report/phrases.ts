/** Names and numbers in sentences. */
import type { ToolFacts } from '../import/server-facts.ts'
import type { Page } from './page.ts'
import { code, say } from './plain.ts'
import type { Prose, Span } from './report.ts'
import type { Study } from './study.ts'

/** `a`, `a and b`, `a, b and c`; of more than `limit`, the first and how many more. */
export function listed(spans: readonly Span[], limit = 4): Prose {
  const named = spans.length > limit + 1 ? spans.slice(0, limit) : spans
  const more = spans.length - named.length
  const parts = more > 0 ? [...named, `${number(more)} more`] : named
  return parts.flatMap((span, at): Prose => {
    if (at === 0) return [span]
    return [at === parts.length - 1 ? ' and ' : ', ', span]
  })
}

/** Parameters' names in a sentence. */
export function parametersListed(parameters: readonly { readonly name: string }[], limit = 4): Prose {
  return listed(
    parameters.map(({ name }) => code(name)),
    limit,
  )
}

/** Tools' names in a sentence, each leading to its page. */
export function toolsOf(about: Study, tools: readonly ToolFacts[]): Prose {
  return listed(tools.map(about.named), tools.length)
}

/** The first of some tools of a page's server in a sentence. */
export function toolsListed({ study }: Page, tools: readonly ToolFacts[], limit = 2): Prose {
  return toolsOf(study, tools.slice(0, limit))
}

const NUMBERS = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** Small numbers as words. */
export function number(count: number): string {
  return NUMBERS[count] ?? count.toLocaleString('en-US')
}

/** `one tool`, `twelve tools`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`
}

/** The sentence with a capital first letter, where it begins with our words. */
export function capital(prose: Prose): Prose {
  const [first, ...rest] = prose
  return typeof first === 'string' ? [first.charAt(0).toUpperCase() + first.slice(1), ...rest] : prose
}

/** Sentences → one paragraph; those that are missing fall away. */
export function paragraph(...sentences: readonly (Prose | undefined | false)[]): Prose {
  const there = sentences.filter((one): one is Prose => one !== undefined && one !== false && one.length > 0)
  return there.reduce<Prose>((text, one) => (text.length === 0 ? one : say`${text} ${one}`), [])
}
