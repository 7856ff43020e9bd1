/** Credentials that the control plane tells: held in memory, asked for where they are missing. */
import type { Instant } from '@portcullis/engine'
import type { Credential, CredentialPlace, CredentialWish, Obtained, Supplied, Vault } from '../../ports/vault.ts'

/** A vault that is told. */
export interface FedVault extends Vault {
  /** Takes what was told, unasked or in answer to an ask. */
  put(ask: number | undefined, supplied: readonly Supplied[]): void
  /** Forgets the credentials of servers that are gone. */
  retain(servers: ReadonlySet<string>): void
}

/** What it is made of. */
export interface FedVaultOptions {
  /** Sends an ask on; false: nobody is there to be asked. */
  readonly ask: (ask: number, wish: CredentialWish) => boolean
  readonly now: () => Instant
  /** Milliseconds that an ask may take. */
  readonly patience?: number
}

const PATIENCE = 5000
/** How long it is remembered, in milliseconds, that there is none; that a person has to be asked, where nothing says. */
const NONE_FOR = 1000
const CONSENT_FOR = 10_000
/** A server that takes no credential makes the control plane renew it so often at most, milliseconds. */
const REFUSED_PAUSE = 5000
/** Places that are remembered; the oldest makes room, and is asked for again. */
const MOST_PLACES = 100_000

const NONE: Obtained = { outcome: 'none' }

/** What is known of one place. */
interface Entry {
  readonly server: string
  credential: Credential | undefined
  expires: Instant
  /** Was given out before the present one. */
  earlier: Credential | undefined
  /** What an ask would bring, until then. */
  known: Obtained | undefined
  knownUntil: Instant
  /** No ask about a refusal before that. */
  quietUntil: Instant
}

interface Asked {
  readonly number: number
  readonly answer: Promise<Obtained>
  readonly resolve: (obtained: Obtained) => void
}

const keyOf = ({ server, owner }: CredentialPlace): string => `${server}\n${owner}`

/** Starts with nothing known. */
export function createFedVault(options: FedVaultOptions): FedVault {
  return new MemoryVault(options)
}

class MemoryVault implements FedVault {
  readonly #options: FedVaultOptions
  readonly #entries = new Map<string, Entry>()
  readonly #asked = new Map<string, Asked>()
  #last = 0

  constructor(options: FedVaultOptions) {
    this.#options = options
  }

  find(place: CredentialPlace): Credential | undefined {
    const entry = this.#entries.get(keyOf(place))
    return entry !== undefined && entry.expires > this.#options.now() ? entry.credential : undefined
  }

  recent(place: CredentialPlace): readonly Credential[] {
    const { credential, earlier } = this.#entries.get(keyOf(place)) ?? {}
    return [credential, earlier].filter((one) => one !== undefined)
  }

  obtain(wish: CredentialWish): Promise<Obtained> {
    const key = keyOf(wish)
    const underWay = this.#asked.get(key)
    if (underWay !== undefined) return underWay.answer
    const now = this.#options.now()
    const entry = this.#entryOf(wish)
    if (entry.known !== undefined && now < entry.knownUntil) return Promise.resolve(entry.known)
    if (wish.refused !== undefined) {
      if (now < entry.quietUntil) return Promise.resolve(NONE)
      entry.quietUntil = now + REFUSED_PAUSE
    }
    return this.#ask(key, wish)
  }

  put(ask: number | undefined, supplied: readonly Supplied[]): void {
    for (const one of supplied) this.#take(one)
    for (const [key, { number, resolve }] of [...this.#asked]) {
      const told = supplied.some((one) => keyOf(one) === key)
      if (number === ask || told) resolve(this.#now(key))
    }
  }

  retain(servers: ReadonlySet<string>): void {
    for (const [key, { server }] of this.#entries) if (!servers.has(server)) this.#entries.delete(key)
  }

  #take(supplied: Supplied): void {
    const { headers, expires, consent, url } = supplied
    const entry = this.#entryOf(supplied)
    const now = this.#options.now()
    if (!isSame(entry.credential, supplied)) {
      if (entry.credential !== undefined) entry.earlier = entry.credential
      entry.credential = headers && Object.freeze({ headers: Object.freeze({ ...headers }), url })
    }
    entry.expires = expires ?? Number.POSITIVE_INFINITY
    entry.known = consent === undefined ? undefined : { outcome: 'consent', link: consent }
    entry.knownUntil = Math.min(expires ?? Number.POSITIVE_INFINITY, now + CONSENT_FOR)
  }

  #ask(key: string, wish: CredentialWish): Promise<Obtained> {
    this.#last += 1
    const number = this.#last
    const { promise, resolve } = withResolver()
    const timer = setTimeout(() => finish(NONE), this.#options.patience ?? PATIENCE)
    timer.unref()
    const finish = (obtained: Obtained): void => {
      if (!this.#asked.delete(key)) return
      clearTimeout(timer)
      if (obtained.outcome === 'none') this.#remember(wish)
      resolve(obtained)
    }
    this.#asked.set(key, { number, answer: promise, resolve: finish })
    if (!this.#options.ask(number, wish)) finish(NONE)
    return promise
  }

  #remember(place: CredentialPlace): void {
    const entry = this.#entryOf(place)
    entry.known = NONE
    entry.knownUntil = this.#options.now() + NONE_FOR
  }

  #now(key: string): Obtained {
    const entry = this.#entries.get(key)
    if (entry === undefined) return NONE
    const { credential, expires, known = NONE } = entry
    // Beside a credential, a link says that the call which was refused needs more than that.
    if (known.outcome === 'consent') return known
    return credential !== undefined && expires > this.#options.now() ? { outcome: 'credential', credential } : known
  }

  #entryOf(place: CredentialPlace): Entry {
    const key = keyOf(place)
    const found = this.#entries.get(key)
    if (found !== undefined) return found
    const fresh: Entry = {
      server: place.server,
      credential: undefined,
      expires: 0,
      earlier: undefined,
      known: undefined,
      knownUntil: 0,
      quietUntil: 0,
    }
    if (this.#entries.size >= MOST_PLACES) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest)
        break
      }
    }
    this.#entries.set(key, fresh)
    return fresh
  }
}

/** The same object stands for the same credential: what was refused is not tried again. */
function isSame(held: Credential | undefined, { headers, url }: Supplied): boolean {
  if (held === undefined || headers === undefined) return false
  const names = Object.keys(headers)
  return (
    held.url === url &&
    names.length === Object.keys(held.headers).length &&
    names.every((name) => held.headers[name] === headers[name])
  )
}

function withResolver(): { readonly promise: Promise<Obtained>; readonly resolve: (obtained: Obtained) => void } {
  let resolve: (obtained: Obtained) => void = () => undefined
  const promise = new Promise<Obtained>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
