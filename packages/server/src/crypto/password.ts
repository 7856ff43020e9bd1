/** Passwords: scrypt (RFC 7914) beside its parameters, a bounded number at once, equal work for accounts that do not exist. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** What one digest costs: 128 · 2^`log2N` · `r` bytes, and time in proportion to that and `p`. */
export interface PasswordCost {
  readonly log2N: number
  readonly r: number
  readonly p: number
}

/** The least that is advised where Argon2id is not at hand (OWASP Password Storage Cheat Sheet): 128 MiB. */
export const PASSWORD_COST: PasswordCost = { log2N: 17, r: 8, p: 1 }

/** What became of a check. `stale`: right, and stored at another cost than today's, so worth storing anew. */
export type PasswordCheck = 'right' | 'stale' | 'wrong' | 'busy'

/** Digests and checks passwords. */
export interface Passwords {
  /** The form to store, or `busy` when too many wait. */
  digest(password: string): Promise<string | 'busy'>
  /** @param stored undefined for an account that does not exist or has no password: as much work, always `wrong` */
  check(password: string, stored: string | undefined): Promise<PasswordCheck>
}

/** How much is done. */
export interface PasswordOptions {
  readonly cost?: PasswordCost
  /** Digests that are computed at the same time: each has its memory and a thread of the process' four. */
  readonly atOnce?: number
  /** Digests that may wait. */
  readonly waiting?: number
}

interface Stored extends PasswordCost {
  readonly salt: Buffer
  readonly digest: Buffer
}

const SALT = 16
const DIGEST = 32
const stored = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/
/** Highest cost that a stored form may ask for: 1 GiB. */
const MAX_MEMORY = 2 ** 30

/** One for the whole installation: the bounds hold for all who ask. */
export function createPasswords(options: PasswordOptions = {}): Passwords {
  const { cost = PASSWORD_COST, atOnce = 2, waiting = 32 } = options
  const turn = createTurns(atOnce, waiting)
  const nobody: Stored = { ...cost, salt: randomBytes(SALT), digest: randomBytes(DIGEST) }
  return {
    async digest(password) {
      const salt = randomBytes(SALT)
      const digest = await turn(() => compute(password, salt, cost))
      return digest === 'busy' ? 'busy' : format({ ...cost, salt, digest })
    },
    async check(password, text) {
      const known = text === undefined ? undefined : parse(text)
      const wanted = known ?? nobody
      const digest = await turn(() => compute(password, wanted.salt, wanted))
      if (digest === 'busy') return 'busy'
      const same = timingSafeEqual(digest, wanted.digest)
      if (known === undefined || !same) return 'wrong'
      return sameCost(known, cost) ? 'right' : 'stale'
    },
  }
}

const sameCost = (a: PasswordCost, b: PasswordCost): boolean => a.log2N === b.log2N && a.r === b.r && a.p === b.p

/** The PHC form: `$scrypt$ln=17,r=8,p=1$<salt>$<digest>`, both base64url. */
const format = ({ log2N, r, p, salt, digest }: Stored): string =>
  `$scrypt$ln=${log2N},r=${r},p=${p}$${salt.toString('base64url')}$${digest.toString('base64url')}`

/** Undefined for a text that is no stored form, or asks for more memory than is given. */
function parse(text: string): Stored | undefined {
  const [, log2N, r, p, salt, digest] = stored.exec(text) ?? []
  if (salt === undefined || digest === undefined) return undefined
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) }
  if (cost.log2N < 1 || cost.r < 1 || cost.p < 1 || memoryOf(cost) > MAX_MEMORY) return undefined
  return { ...cost, salt: Buffer.from(salt, 'base64url'), digest: Buffer.from(digest, 'base64url') }
}

const memoryOf = ({ log2N, r, p }: PasswordCost): number => 128 * r * (2 ** log2N + p)

/** Equal characters that are typed differently give the same digest (NIST SP 800-63B, 3.1.1.2). */
function compute(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost.log2N, r: cost.r, p: cost.p, maxmem: memoryOf(cost) + 1024 * 1024 }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, DIGEST, options, (cause, digest) => {
      if (cause === null) resolve(digest)
      else reject(cause)
    })
  })
}

/** Runs at most `atOnce` at the same time, in the order in which they came; `busy` where `most` wait already. */
function createTurns(atOnce: number, most: number): <T>(run: () => Promise<T>) => Promise<T | 'busy'> {
  const queue: (() => void)[] = []
  let running = 0
  return async (run) => {
    if (running >= atOnce) {
      if (queue.length >= most) return 'busy'
      // Whoever ends hands his place over: `running` stays as it is.
      await new Promise<void>((resolve) => queue.push(resolve))
    } else running += 1
    try {
      return await run()
    } finally {
      const next = queue.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
