/** Secrets in the arguments and addresses of servers: found, and left out before anybody sees or sends them. */

/** Stands where a secret stood. */
export const MASK = '‹hidden›'

/** Longer arguments are cut before anything looks at them. */
const LIMIT = 2_000

/** Beginnings by which issuers let their keys be told. */
const ISSUED =
  /(?:^|[^A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|xapp-|AKIA|ASIA|AIza|ya29\.|eyJ|SG\.|shpat_|shpss_|dop_v1_|lin_api_|apify_api_|sk-ant-|sk-proj-|Bearer )[A-Za-z0-9_.~+/=-]{10,}/

/** Beginnings that ordinary names have as well: only with a long run behind them. */
const ISSUED_LONG =
  /(?:^|[^A-Za-z0-9])(?:[sprk]k[-_](?:live_|test_)?|npm_|pypi-|hf_|ntn_|secret_|figd_|r8_|gsk_|tvly-(?:dev-)?|fc-|pcsk_|sbp_|key-)[A-Za-z0-9]{16,}/

/** Names whose values are secret. */
const SECRET_NAME =
  /(?:^|[^a-z])(?:api[-_]?keys?|access[-_]?keys?|key|secrets?|tokens?|pat|passw(?:or)?d|pass|pwd|credentials?|auth|authorization|bearer|cookie|session|jwt|private[-_]?key|client[-_]?secret|connection[-_]?string|dsn|webhook|signature|sig)(?:$|[^a-z])/i

/** Also where no scheme stands before it, or two do: then it is no address, and yet somebody wrote credentials. */
const USER_INFO = /(^|\/\/)[^\s/@]*@/g
const PLAIN_WORD = /^[a-z]+(?:[-_.][a-z]+)*$/i

/** Whether a variable, a header, a flag or a key of a query has a name that speaks of a secret. */
export function isSecretName(name: string): boolean {
  const words = name.slice(0, 200).replace(/([a-z0-9])([A-Z])/g, '$1_$2')
  return SECRET_NAME.test(words)
}

/** Whether a text looks like a key: begun as issuers begin theirs, or long and without sense. */
export function looksSecret(text: string): boolean {
  const part = text.slice(0, LIMIT)
  if (ISSUED.test(part) || ISSUED_LONG.test(part)) return true
  if (part.length < 20 || PLAIN_WORD.test(part) || /[\s/\\:@,]/.test(part)) return false
  const digits = part.replace(/[^0-9]/g, '').length
  const letters = part.replace(/[^A-Za-z]/g, '').length
  const runs = part.split(/[-_.]/).filter((run) => run.length >= 16 && /\d/.test(run) && /[A-Za-z]/.test(run))
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(part)) return true
  return digits >= 3 && letters >= 3 && runs.length > 0
}

/** A program without keys that slipped to where its name or a part of its path should stand. */
export function maskProgram(program: string): string {
  return program
    .slice(0, LIMIT)
    .split(/([/\\])/)
    .map((part) => (ISSUED.test(part) || ISSUED_LONG.test(part) ? MASK : part))
    .join('')
}

/** A text without its secret, and whether there was one. */
export interface Masked {
  readonly text: string
  readonly secret: boolean
}

function maskPath(path: string): Masked {
  let secret = false
  const parts = path.split('/').map((part) => {
    if (!looksSecret(part)) return part
    secret = true
    return MASK
  })
  return { text: parts.join('/'), secret }
}

/** An address without credentials, query, fragment, and parts of its path that look like keys. */
export function maskUrl(url: string): Masked {
  const whole = url.slice(0, LIMIT).replace(/\$\{[^}]*\}/g, MASK)
  const [address = '', query = ''] = whole.split('#')[0]?.split('?') ?? []
  const open = address.replace(USER_INFO, '$1')
  const at = open.indexOf('://')
  const { text, secret } = maskPath(at < 0 ? open : open.slice(at + 3))
  const inQuery = query.split('&').some((pair) => {
    const [name = '', value = ''] = pair.split('=')
    return value !== '' && (isSecretName(name) || looksSecret(value))
  })
  return { text: at < 0 ? text : open.slice(0, at + 3) + text, secret: secret || inQuery || open !== address }
}

/** `--env=NAME=value:part`: more names before one value are no honest argument, and each is looked at. */
const MOST_NAMES = 8

function maskOne(argument: string, names = 0): Masked {
  const whole = argument.slice(0, LIMIT)
  if (names > MOST_NAMES) return { text: MASK, secret: true }
  const [, name, value] = /^(-{0,2}[A-Za-z_][\w.-]{0,80})[=:](.+)$/s.exec(whole) ?? []
  if (name !== undefined && value !== undefined && !value.startsWith('//')) {
    const isVariable = /^\$\{?[A-Za-z_]/.test(value)
    if (isVariable) return { text: whole, secret: false }
    if (isSecretName(name) || looksSecret(value)) return { text: `${name}=${MASK}`, secret: true }
    const inner = maskOne(value, names + 1)
    return { text: inner.secret ? `${name}=${inner.text}` : whole, secret: inner.secret }
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(whole)) return maskUrl(whole)
  return looksSecret(whole) ? { text: MASK, secret: true } : { text: whole, secret: false }
}

/** A flag that takes its value from the next argument. */
const FLAG = /^--?[A-Za-z][\w-]*$/

/** Arguments in which every secret is replaced, and the places of those that held one. */
export function maskArguments(args: readonly string[]): {
  readonly args: readonly string[]
  readonly secrets: readonly number[]
} {
  const secrets: number[] = []
  const shown = args.map((argument, at) => {
    const before = args[at - 1] ?? ''
    const isValue = FLAG.test(before) && isSecretName(before) && !argument.startsWith('-')
    const isHeader = /^(?:-H|--header)$/.test(before)
    if (isValue && !/^\$\{?[A-Za-z_]/.test(argument)) {
      secrets.push(at)
      return MASK
    }
    const masked = isHeader ? maskHeader(argument) : maskOne(argument)
    if (masked.secret) secrets.push(at)
    return masked.text
  })
  return { args: shown, secrets }
}

/** Of a header only its name is shown. */
function maskHeader(header: string): Masked {
  const name = /^[\w-]{1,80}(?=\s*:)/.exec(header)?.[0]
  if (/:\s*(?:Bearer\s+)?\$\{?[A-Za-z_][\w:]*\}?$/i.test(header)) return { text: header, secret: false }
  return { text: name === undefined ? MASK : `${name}: ${MASK}`, secret: true }
}
