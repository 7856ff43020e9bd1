/** Credentials: tokens of known issuers, JSON Web Tokens, private keys, and values that are called a secret. */
import { isAlnumAt, isDigitAt } from './characters.ts'
import type { Detector, Find, Report } from './detector.ts'
import { findJwt } from './jwt.ts'
import { findLabelled, findUserInfo, NAME_MARK } from './labelled-secret.ts'
import { endOfRun, nextLongRun } from './long-runs.ts'
import { findPrivateKey } from './private-key.ts'
import { looksRandom } from './secrecy.ts'
import { TOKEN_FORMS, type TokenForm } from './secret-tokens.ts'

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** The longest beginnings first, so that `sk-ant-` is not taken for `sk-`. */
const byLength = [...TOKEN_FORMS].sort((left, right) => right.prefix.length - left.prefix.length)
const BEGINNINGS = byLength.map(({ prefix }) => escaped(prefix)).join('|')
const PREFIX = new RegExp(BEGINNINGS, 'y')
/** All of them begin with a letter or digit; what is beside an underscore is within a word for `\b`. */
const TOKEN_MARK = new RegExp(`\\b(?:${BEGINNINGS})`, 'g')
const TOKEN_BEHIND_LINE = new RegExp(`_(?:${BEGINNINGS})`, 'g')
/** Everything else that credentials are known by. */
const OTHER_MARK =
  /eyJ|:AA|Q~|:\/\/|-----BEGIN |hooks\.slack|discord\.com|[Bb][Ee][Aa][Rr][Ee][Rr]\s|[Bb][Aa][Ss][Ii][Cc]\s/g
const ASCII = 0x80
/** First characters of beginnings, by code unit: hardly a word has one of them and the rest. */
const FIRST = new Uint8Array(ASCII)
for (const { prefix } of TOKEN_FORMS) FIRST[prefix.charCodeAt(0)] = 1
const FORMS: ReadonlyMap<string, TokenForm> = new Map(byLength.map((form) => [form.prefix, form]))
/** No token of a known form is shorter. */
const SHORTEST_TOKEN = 16
/** Beginnings may stand so far before the long run that every token has. */
const BEFORE_RUN = 16
const SCHEME = /(?:bearer|basic)\s{1,4}$/i
const SCHEME_LENGTH = 10
const CREDENTIAL = /[0-9A-Za-z._~+/=-]{16,2048}/y
/** The client secrets of Microsoft's directory have their mark in the middle. */
const DIRECTORY_SECRET: Marked = {
  mark: 'Q~',
  start: (_text, at) => at - 4,
  form: /[0-9A-Za-z_~.-]{3}\dQ~[0-9A-Za-z_~.-]{31,34}/y,
}
const LONGEST_NUMBER = 10
const itself = (_text: string, at: number): number => at
/** What has a mark within, and a long run behind it. */
const WITH_RUNS: readonly Marked[] = [
  { mark: ':AA', start: startOfNumber, form: /\d{8,10}:AA[0-9A-Za-z_-]{33}/y },
  {
    mark: 'hooks.slack.com/services/',
    start: itself,
    form: /hooks\.slack\.com\/services\/T[0-9A-Z]{8,}\/B[0-9A-Z]{8,}\/[0-9A-Za-z]{20,}/y,
  },
  {
    mark: 'discord.com/api/webhooks/',
    start: itself,
    form: /discord\.com\/api\/webhooks\/\d{17,20}\/[0-9A-Za-z_-]{60,}/y,
  },
]

export const secret: Detector = {
  name: 'secret',
  finds:
    'Credentials of AWS, Google, Microsoft, GitHub, GitLab, npm, PyPI, Docker, Slack, Discord, Telegram, SendGrid, Stripe, Shopify, OpenAI, Anthropic, Hugging Face, DigitalOcean, Vault, Grafana and others by their form; JSON Web Tokens; private keys, with line ends as escapes too; passwords in URLs; and values of at least eight characters that are called password, secret, token, API key or the like and look like one.',
  misses:
    'Credentials without a form of their own that nothing names: hashes, UUIDs and other random text stay. Passwords of words only, and passwords with spaces.',
  marks: [TOKEN_MARK, TOKEN_BEHIND_LINE, OTHER_MARK, NAME_MARK],
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
  let last = end
  for (let start = from; start < end; start++) {
    const unit = text.charCodeAt(start)
    if (unit >= ASCII || FIRST[unit] !== 1 || isAlnumAt(text, start - 1)) continue
    const behind = endOfToken(text, start)
    if (behind < 0) continue
    report(start, behind)
    last = Math.max(last, behind)
    start = behind - 1
  }
  return last
}

/** Where the token ends that begins here; -1: none does. */
function endOfToken(text: string, start: number): number {
  PREFIX.lastIndex = start
  const prefix = PREFIX.exec(text)?.[0]
  const body = prefix === undefined ? undefined : FORMS.get(prefix)?.body
  if (prefix === undefined || body === undefined) return -1
  body.lastIndex = start + prefix.length
  return body.test(text) ? body.lastIndex : -1
}

function findBehindScheme(text: string, start: number, report: Report): void {
  if (!SCHEME.test(text.slice(Math.max(0, start - SCHEME_LENGTH), start))) return
  CREDENTIAL.lastIndex = start
  const [value] = CREDENTIAL.exec(text) ?? []
  if (value !== undefined && looksRandom(value)) report(start, start + value.length)
}

interface Marked {
  readonly mark: string
  /** The only place where the form can begin, with its mark at `at`; it need not be there. */
  readonly start: (text: string, at: number) => number
  readonly form: RegExp
}

/** Where the digits before a mark begin, if they are not too many. */
function startOfNumber(text: string, at: number): number {
  let start = at
  while (start > at - LONGEST_NUMBER && isDigitAt(text, start - 1)) start--
  return start
}

function findAround({ mark, start, form }: Marked, text: string, report: Report): void {
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    const begin = start(text, at)
    if (begin < 0 || isAlnumAt(text, begin - 1)) continue
    form.lastIndex = begin
    if (form.test(text)) report(begin, form.lastIndex)
  }
}
