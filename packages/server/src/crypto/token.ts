/** Secrets that we hand out: how they are made, recognised and digested. Only digests are ever stored. */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Every kind of secret has its own prefix, so that a reader, a scanner or a log filter knows it at sight. */
const prefixes = {
  /** Of a grant: what an MCP client sends. */
  grant: 'pc_',
  /** Of a program that uses the control plane's API. */
  apiKey: 'pck_',
  /** Of OAuth, issued by our own authorization server. */
  access: 'pco_',
  refresh: 'pcr_',
  authorizationCode: 'pca_',
  registration: 'pcg_',
  /** In links, each good for one thing, once. */
  setUp: 'pcs_',
  invitation: 'pci_',
  reset: 'pcp_',
  verification: 'pcv_',
  consent: 'pcl_',
  /** Of a log-in: its cookie, the key that its page holds, the browser that is known to an account. */
  sessionCookie: 'pcw_',
  sessionKey: 'pcx_',
  device: 'pcd_',
  /** Of a person's log-in on a command line, and what the command line holds until somebody lets it in. */
  terminal: 'pct_',
  terminalWait: 'pcn_',
  /** A log-in that is under way: the second step of one, or a journey to an identity provider. */
  challenge: 'pcy_',
  /** Of whoever is on the machine itself: as long as a control plane runs. */
  machine: 'pcm_',
} as const

/** What a secret is good for. */
export type SecretKind = keyof typeof prefixes

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** ⌈256 / log₂ 62⌉: enough digits for 32 bytes. */
const secretDigits = 43
/** ⌈32 / log₂ 62⌉: enough digits for a CRC-32. */
const checksumDigits = 6
const tail = /^[0-9A-Za-z]{49}$/

/** The whole form of a grant token: prefix, 43 digits of secret, 6 digits of checksum, all base 62. */
export const tokenPattern: RegExp = /^pc_[0-9A-Za-z]{49}$/

const encodeSecret = (bytes: Buffer): string => {
  let rest = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let i = 0; i < secretDigits; i++) {
    text = alphabet.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}

const checksum = (body: string): string => {
  let rest = crc32(body)
  let text = ''
  for (let i = 0; i < checksumDigits; i++) {
    text = alphabet.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text
}

const hasChecksum = (text: string): boolean => text.endsWith(checksum(text.slice(0, -checksumDigits)))

/**
 * A new secret: the prefix of its kind, 32 random bytes and a checksum, in digits and letters only, so that a double
 * click selects it.
 * @param bytes 32 bytes of randomness
 */
export function mintSecret(kind: SecretKind, bytes: Buffer = randomBytes(32)): string {
  const body = prefixes[kind] + encodeSecret(bytes)
  return body + checksum(body)
}

/** Whether a text has the exact form of a secret of a kind, checksum included: what fails here is never looked up. */
export function isSecret(kind: SecretKind, text: string): boolean {
  const prefix = prefixes[kind]
  return text.startsWith(prefix) && tail.test(text.slice(prefix.length)) && hasChecksum(text)
}

/**
 * The digest by which a presented secret of a kind is looked up, or undefined for a text that cannot be one.
 *
 * The look-up by digest needs no constant time: what it could tell by its duration is about SHA-256 of the guess, and
 * from that nothing about the secret follows.
 */
export function secretDigest(kind: SecretKind, presented: string): string | undefined {
  return isSecret(kind, presented) ? digestToken(presented) : undefined
}

/** A new grant token. @param bytes 32 bytes of randomness */
export function mintToken(bytes: Buffer = randomBytes(32)): string {
  return mintSecret('grant', bytes)
}

/** Whether a text has the exact form of a grant token, checksum included. */
export function isToken(text: string): boolean {
  return isSecret('grant', text)
}

/** SHA-256 of a text, lower-case hex: the form in which a secret is stored and looked up. */
export function digestToken(token: string): string {
  return hash('sha256', token, 'hex')
}

/** The digest by which a presented grant token is looked up, or undefined for a text that cannot be one. */
export function tokenDigest(presented: string): string | undefined {
  return secretDigest('grant', presented)
}

/** Whether two secrets are equal, in a time that depends on neither their content nor where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'))
}

/** Offsets at which a text contains a valid secret of any kind: what does not belong into a file or a log. */
export function findTokens(text: string): readonly number[] {
  const offsets: number[] = []
  for (const match of text.matchAll(/pc[a-z]?_[0-9A-Za-z]{49}(?![0-9A-Za-z])/g)) {
    if (hasChecksum(match[0])) offsets.push(match.index)
  }
  return offsets
}
