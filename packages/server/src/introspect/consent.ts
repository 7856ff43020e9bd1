/** Consent to run a program, or to call an address, that a configuration names: given for exactly this one, or not at all. */
import { createHash } from 'node:crypto'
import { MASK, maskArguments, maskUrl } from '@portcullis/catalogue'
import { safeLine, visibleJson } from '../ports/safe-text.ts'
import type { IntrospectTarget } from './target.ts'

/** Who wrote the configuration: the user, or whoever wrote the project that is being looked at. */
export type Origin = 'user' | 'project'

/** How consent is come by. */
export interface ConsentOptions {
  readonly origin: Origin
  /** Digests that were allowed beforehand, as `consentDigest` gives them. */
  readonly allowed: ReadonlySet<string>
  /** Asks the user for yes or no; absent without a terminal. */
  readonly ask?: ((question: string) => Promise<boolean>) | undefined
}

export type Consent = { readonly given: true } | { readonly given: false; readonly why: string }

function sorted(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

/**
 * SHA-256, 64 hexadecimal digits, of all that decides what will run: program, arguments, names and values of variables,
 * folder; of an address: the address, names and values of headers. Whatever of it changes needs consent anew.
 */
export function consentDigest(target: IntrospectTarget): string {
  const parts =
    target.kind === 'stdio'
      ? ['stdio', [target.command, ...target.args], sorted(target.env), target.cwd]
      : ['http', target.url, sorted(target.headers), target.sse === true]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** Of an argument of several words, which may be a program of its own, only those words are left out that look secret. */
function shownArgument(argument: string, masked: string): string {
  const words = argument.split(/(\s+)/)
  const [alone] = maskArguments([argument]).args
  if (masked !== MASK || alone !== MASK || words.length === 1) return masked
  const hide = (word: string, at: number) =>
    /^bearer$/i.test(words[at - 2] ?? '') || maskArguments([word]).args[0] === MASK
  return words.map((word, at) => (hide(word, at) ? MASK : word)).join('')
}

/** What would be done, in lines for people; values of variables and headers, and whatever looks like a secret, are left out. */
export function describeTarget(target: IntrospectTarget): readonly string[] {
  if (target.kind === 'http') {
    const names = Object.keys(target.headers).map((name) => visibleJson(name))
    const address = safeLine(maskUrl(target.url).text)
    return [`address    ${address}`, ...(names.length > 0 ? [`headers    ${names.join(' ')}`] : [])]
  }
  const masked = maskArguments(target.args).args
  const args = target.args.map((argument, at) => shownArgument(argument, masked[at] ?? ''))
  const argv = [target.command, ...args].map((part) => visibleJson(part))
  const names = Object.keys(target.env).map((name) => visibleJson(name))
  return [
    `command    ${argv.join(' ')}`,
    ...(names.length > 0 ? [`variables  ${names.join(' ')}`] : []),
    `folder     ${visibleJson(target.cwd)}`,
  ]
}

/**
 * Whether the target may be run or called: allowed by its digest; else, for a configuration of the user's own and at a
 * terminal, asked for.
 */
export async function askConsent(target: IntrospectTarget, { origin, allowed, ask }: ConsentOptions): Promise<Consent> {
  const digest = consentDigest(target)
  if (allowed.has(digest)) return { given: true }
  const allow = `To allow exactly this: --allow ${digest}`
  if (origin === 'project')
    return {
      given: false,
      why: `Somebody else may have written this file, and nothing of such a file is started on a question. ${allow}`,
    }
  if (ask === undefined) return { given: false, why: `There is no terminal to ask at. ${allow}` }
  const what =
    target.kind === 'stdio' ? 'Start this program to ask it for its tools?' : 'Ask this server for its tools?'
  const question = [...describeTarget(target), `digest     ${digest}`, what].join('\n')
  return (await ask(question)) ? { given: true } : { given: false, why: 'You said no.' }
}
