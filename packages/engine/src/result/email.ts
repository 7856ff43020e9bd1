/** E-mail addresses (RFC 5322 as it is used, with international domains). */
import { isDigitAt, isInvisibleAt, isLetterAt, isWordAt } from './characters.ts'
import type { Detector, Report } from './detector.ts'

const MAX_LOCAL = 64
const MAX_DOMAIN = 255
const SHORTEST_DOMAIN = 4
const AT = '@'

/** Marks that may stand within the part before the @. */
const LOCAL_MARKS = new Set("._%+-'")

/** Endings of file names that are no domains: icon@2x.png. */
const FILE_ENDINGS =
  /^(?:png|jpe?g|gif|svg|webp|ico|pdf|css|html|json|xml|ya?ml|txt|log|exe|dll|jar|tmp|lock|map|tsx|jsx|mjs|cjs)$/i

export const email: Detector = {
  name: 'email',
  finds: 'E-mail addresses with a domain of at least two labels, in any script.',
  misses:
    'Quoted local parts ("a b"@example.com), addresses without a dot in the domain, handles such as @name@example.social, git remotes (git@example.com:path), and addresses that are spelled out ("joe at example dot com").',
  marks: [/@/g],
  find(text, report) {
    for (let at = text.indexOf(AT); at >= 0; at = text.indexOf(AT, at + 1)) findAt(text, at, report)
  },
}

function findAt(text: string, at: number, report: Report): void {
  const start = startOfLocal(text, at)
  if (start === at) return
  const end = endOfDomain(text, at + 1)
  if (end < 0 || isHandle(text, start) || isRemote(text, start, end) || isUserInfo(text, start)) return
  report(start, end)
}

/** Where the part before the @ begins; `at` where there is none. */
function startOfLocal(text: string, at: number): number {
  const least = Math.max(0, at - MAX_LOCAL)
  let start = at
  while (start > least && isLocalAt(text, start - 1)) start--
  // What stands before the first letter or digit belongs to the sentence.
  while (start < at && !isWordAt(text, start)) start++
  return text[at - 1] === '.' ? at : start
}

function isLocalAt(text: string, index: number): boolean {
  if (isWordAt(text, index) || isInvisibleAt(text, index)) return true
  const mark = text[index] ?? ''
  // An apostrophe is a quotation mark unless it stands within a name.
  return LOCAL_MARKS.has(mark) && (mark !== "'" || isLetterAt(text, index - 1))
}

/** Where the domain ends that begins at `start`; -1 where there is none. */
function endOfDomain(text: string, start: number): number {
  const most = Math.min(text.length, start + MAX_DOMAIN)
  let end = start
  let dots = 0
  for (; end < most && isDomainAt(text, end); end++) if (text[end] === '.') dots++
  if (dots === 0) return -1
  while (end > start && !isWordAt(text, end - 1)) end--
  if (end - start < SHORTEST_DOMAIN) return -1
  const labels = text.slice(start, end).split('.')
  // What follows the last label that can be one belongs to the sentence: "joe@example.com.Then".
  while (labels.length > 1 && !isTopLevel(labels.at(-1) ?? '')) labels.pop()
  if (labels.length < 2 || !labels.every(isLabel) || isVersion(labels)) return -1
  return start + labels.join('.').length
}

function isDomainAt(text: string, index: number): boolean {
  const mark = text[index]
  return mark === '.' || mark === '-' || isWordAt(text, index) || isInvisibleAt(text, index)
}

const isTopLevel = (label: string): boolean =>
  (/^[\p{L}\p{M}]{2,63}$/u.test(label) || /^xn--[a-z0-9-]{2,59}$/i.test(label)) && !FILE_ENDINGS.test(label)

const isLabel = (label: string): boolean =>
  label.length > 0 && label.length <= 63 && !label.startsWith('-') && !label.endsWith('-')

/** icon@2x.png, package@7.0.beta */
const isVersion = (labels: readonly string[]): boolean =>
  /^\d+x$/.test(labels[0] ?? '') || /^v?\d{1,2}$/.test(labels.at(-2) ?? '')

/** @name@example.social names an account, not a mailbox. */
const isHandle = (text: string, start: number): boolean => text[start - 1] === AT && !isWordAt(text, start - 2)

/** git@example.com:path and ssh://git@example.com name a repository. */
const isRemote = (text: string, start: number, end: number): boolean =>
  text[end] === ':' && text.startsWith('git@', start) && !isDigitAt(text, end + 1)

/** scheme://user:password@host: a credential, and no address. */
function isUserInfo(text: string, start: number): boolean {
  const least = Math.max(0, start - MAX_LOCAL)
  let i = start - 1
  while (i >= least && (isWordAt(text, i) || LOCAL_MARKS.has(text[i] ?? '') || text[i] === ':')) i--
  return text[i] === '/' && text[i - 1] === '/' && text[i - 2] === ':'
}
