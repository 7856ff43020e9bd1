/** Credentials: tokens of known issuers, JSON Web Tokens, private keys, and values that are called a secret. */
import { isAlnumAt } from './characters.ts'
import type { Detector, Find, Report } from './detector.ts'
import { findJwt } from './jwt.ts'
import { findLabelled, findUserInfo } from './labelled-secret.ts'
import { endOfRun, nextLongRun } from './long-runs.ts'
import { findPrivateKey } from './private-key.ts'
import { looksRandom } from './secrecy.ts'
import { TOKEN_FORMS, type TokenForm } from './secret-tokens.ts'

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** The longest beginnings first, so that `sk-ant-` is not taken for `sk-`. */
const byLength = [...TOKEN_FORMS].sort((left, right) => right.prefix.length - left.prefix.length)
const PREFIX = new RegExp(byLength.map(({ prefix }) => escaped(prefix)).join('|'), 'g')
const FORMS: ReadonlyMap<string, TokenForm> = new Map(byLength.map((form) => [form.prefix, form]))
/** No token of a known form is shorter. */
const SHORTEST_TOKEN = 16
/** Beginnings may stand so far before the long run that every token has. */
const BEFORE_RUN = 16
const SCHEME = /(?:bearer|basic)\s{1,4}$/i
const SCHEME_LENGTH = 10
const CREDENTIAL = /[0-9A-Za-z._~+/=-]{16,2048}/y
/** The client secrets of Microsoft's directory have their mark in the middle. */
const DIRECTORY_SECRET = { mark: 'Q~', before: 4, form: /[0-9A-Za-z_~.-]{3}\dQ~[0-9A-Za-z_~.-]{31,34}/y }
/** What has a mark within, and a long run behind it. */
const WITH_RUNS: readonly Marked[] = [
  { mark: ':AA', before: 10, form: /\d{8,10}:AA[0-9A-Za-z_-]{33}/y },
  {
    mark: 'hooks.slack.com/services/',
    before: 0,
    form: /hooks\.slack\.com\/services\/T[0-9A-Z]{8,}\/B[0-9A-Z]{8,}\/[0-9A-Za-z]{20,}/y,
  },
  { mark: 'discord.com/api/webhooks/', before: 0, form: /discord\.com\/api\/webhooks\/\d{17,20}\/[0-9A-Za-z_-]{60,}/y },
]

export const secret: Detector = {
  name: 'secret',
  finds:
    'Credentials of AWS, Google, Microsoft, GitHub, GitLab, npm, PyPI, Docker, Slack, Discord, Telegram, SendGrid, Stripe, Shopify, OpenAI, Anthropic, Hugging Face, DigitalOcean, Vault, Grafana and others by their form; JSON Web Tokens; private keys, with line ends as escapes too; passwords in URLs; and values of at least eight characters that are called password, secret, token, API key or the like and look like one.',
  misses:
    'Credentials without a form of their own that nothing names: hashes, UUIDs and other random text stay. Passwords of words only, and passwords with spaces.',
  hint: /[A-Za-z]/,
  least: { characters: 8, digits: 0 },
  find(text, report) {
    if (text.length >= SHORTEST_TOKEN) findForms(text, report)
    if (text.includes(':') || text.includes('=')) {
      findLabelled(text, report)
      findUserInfo(text, report)
    }
  },
}

/** What is known by its form. */
const findForms: Find = (text, report) => {
  if (findInRuns(text, report)) for (const marked of WITH_RUNS) findAround(marked, text, report)
  findAround(DIRECTORY_SECRET, text, report)
  findPrivateKey(text, report)
}

/**
 * What has a long run of letters and digits in it: nearly every token of a known form.
 * @returns whether there is any such run
 */
function findInRuns(text: string, report: Report): boolean {
  let searched = 0
  for (let start = nextLongRun(text, 0); start >= 0; start = nextLongRun(text, endOfRun(text, start))) {
    const end = endOfRun(text, start)
    searched = findTokens(text, Math.max(searched, start - BEFORE_RUN), end, report)
    if (text.slice(start, end).includes('eyJ')) searched = Math.max(searched, findJwt(text, start, end, report))
    findBehindScheme(text, start, report)
  }
  return searched > 0
}

/** @returns where the last one ended, at least `end` */
function findTokens(text: string, from: number, end: number, report: Report): number {
  const part = text.slice(from, end)
  let last = end
  PREFIX.lastIndex = 0
  for (let match = PREFIX.exec(part); match !== null; match = PREFIX.exec(part)) {
    const [prefix] = match
    const start = from + match.index
    const body = FORMS.get(prefix)?.body
    if (body === undefined || isAlnumAt(text, start - 1)) continue
    body.lastIndex = start + prefix.length
    if (!body.test(text)) continue
    report(start, body.lastIndex)
    last = Math.max(last, body.lastIndex)
    PREFIX.lastIndex = body.lastIndex - from
  }
  return last
}

function findBehindScheme(text: string, start: number, report: Report): void {
  if (!SCHEME.test(text.slice(Math.max(0, start - SCHEME_LENGTH), start))) return
  CREDENTIAL.lastIndex = start
  const [value] = CREDENTIAL.exec(text) ?? []
  if (value !== undefined && looksRandom(value)) report(start, start + value.length)
}

interface Marked {
  readonly mark: string
  /** Characters of the form before the mark, at most. */
  readonly before: number
  readonly form: RegExp
}

function findAround({ mark, before, form }: Marked, text: string, report: Report): void {
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    for (let start = Math.max(0, at - before); start <= at; start++) {
      if (isAlnumAt(text, start - 1)) continue
      form.lastIndex = start
      if (!form.test(text)) continue
      report(start, form.lastIndex)
      break
    }
  }
}
