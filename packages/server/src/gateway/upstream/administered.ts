/** The way to a server that the control plane keeps: its credential is obtained and renewed here, and its health is told. */
import type { Credential, Obtained } from '../../ports/vault.ts'
import { type LinkCredential, mayRepeat } from './credential.ts'
import type {
  AnswerHead,
  AnswerListener,
  Exchange,
  FailureDetail,
  Link,
  Outgoing,
  ServerEvent,
  Upstream,
  UpstreamFailure,
} from './link.ts'

/** What is done around a server's own way. */
export interface Care {
  /** Undefined: the server wants none beside its configured headers. */
  readonly credential: LinkCredential | undefined
  /** The server answered, or failed in a way that is its own. */
  readonly onReached: ((failure: UpstreamFailure | undefined) => void) | undefined
}

/** Failures that say nothing of the server: they are the gateway's own. */
const OWN: ReadonlySet<UpstreamFailure> = new Set(['busy', 'consent', 'uncredentialed', 'renewed'])

/** Everything else stays as the way itself does it. */
export function administered(upstream: Upstream, care: Care): Upstream {
  return {
    link(conversation) {
      const link = upstream.link(conversation)
      return link && new AdministeredLink(link, conversation.grant, care)
    },
    close: () => upstream.close(),
  }
}

class AdministeredLink implements Link {
  readonly #link: Link
  readonly #grant: string
  readonly #care: Care

  constructor(link: Link, grant: string, care: Care) {
    this.#link = link
    this.#grant = grant
    this.#care = care
  }

  get dead(): boolean {
    return this.#link.dead
  }

  exchange(outgoing: Outgoing, listener: AnswerListener): Exchange {
    return this.#attempt(listener, {
      mayRepeat: mayRepeat(outgoing.method),
      begin: (told) => this.#link.exchange(outgoing, told),
    })
  }

  listen(lastEventId: string | undefined, headers: readonly string[], listener: AnswerListener): Exchange {
    return this.#attempt(listener, {
      mayRepeat: true,
      begin: (told) => this.#link.listen(lastEventId, headers, told),
    })
  }

  close(headers: readonly string[]): Promise<number> {
    return this.#link.close(headers)
  }

  #attempt(listener: AnswerListener, way: Pick<Way, 'mayRepeat' | 'begin'>): Exchange {
    const attempt = new Attempt(listener, {
      ...way,
      care: this.#care,
      grant: this.#grant,
      isDead: () => this.#link.dead,
    })
    attempt.start()
    return attempt
  }
}

/** How one message is sent. */
interface Way {
  readonly care: Care
  readonly grant: string
  /** With another credential, after the server refused the first one. */
  readonly mayRepeat: boolean
  begin(listener: AnswerListener): Exchange
  isDead(): boolean
}

/** One message: sent as soon as there is a credential, and once more where that may be. */
class Attempt implements AnswerListener, Exchange {
  readonly #listener: AnswerListener
  readonly #way: Way
  #exchange: Exchange | undefined
  #used: Credential | undefined
  #isSecond = false
  #hasHead = false
  #over = false

  constructor(listener: AnswerListener, way: Way) {
    this.#listener = listener
    this.#way = way
  }

  start(): void {
    const { credential } = this.#way.care
    if (credential === undefined || credential.current() !== undefined) return this.#begin()
    void credential.obtain(this.#way.grant, undefined).then((obtained) => {
      if (this.#over) return
      // It may be one for the place at which the server was before.
      const isHere = obtained.outcome === 'credential' && credential.current() !== undefined
      if (isHere) this.#begin()
      else this.#fail(obtained, 'uncredentialed', false)
    })
  }

  cancel(): void {
    this.#over = true
    this.#exchange?.cancel()
  }

  release(): void {
    this.#over = true
    this.#exchange?.release?.()
  }

  resume(): void {
    this.#exchange?.resume()
  }

  onSent(): void {
    this.#listener.onSent()
  }

  onHead(head: AnswerHead): void {
    this.#hasHead = true
    this.#way.care.onReached?.(undefined)
    this.#listener.onHead(head)
  }

  onChunk(chunk: Buffer): boolean {
    return this.#listener.onChunk(chunk)
  }

  onEvent(event: ServerEvent): boolean {
    return this.#listener.onEvent(event)
  }

  onEnd(): void {
    this.#listener.onEnd()
  }

  onFailure(failure: UpstreamFailure, sent: boolean, detail?: FailureDetail): void {
    const { credential, onReached } = this.#way.care
    // A stream that ends in the middle says nothing: it may have been open for days.
    if (!this.#hasHead && !OWN.has(failure)) onReached?.(failure)
    if (failure !== 'unauthorized' || credential === undefined || this.#isSecond) {
      return this.#listener.onFailure(failure, sent, detail)
    }
    void this.#renewed(credential, detail).then((obtained) => {
      if (this.#over) return
      if (obtained.outcome !== 'credential') return this.#fail(obtained, 'unauthorized', sent)
      if (!this.#way.mayRepeat || this.#way.isDead()) return this.#listener.onFailure('renewed', sent)
      this.#isSecond = true
      this.#begin()
    })
  }

  /** Another request may have had it renewed already. */
  async #renewed(credential: LinkCredential, detail: FailureDetail | undefined): Promise<Obtained> {
    const now = credential.current()
    if (now !== undefined && now !== this.#used) return { outcome: 'credential', credential: now }
    const obtained = await credential.obtain(this.#way.grant, detail?.refused ?? { status: 401, challenge: '' })
    const isSame = obtained.outcome === 'credential' && obtained.credential === this.#used
    return isSame ? { outcome: 'none' } : obtained
  }

  #begin(): void {
    this.#used = this.#way.care.credential?.current()
    const exchange = this.#way.begin(this)
    if (this.#over) exchange.cancel()
    else this.#exchange = exchange
  }

  #fail(obtained: Obtained, otherwise: UpstreamFailure, sent: boolean): void {
    if (obtained.outcome === 'consent') this.#listener.onFailure('consent', sent, { consent: obtained.link })
    else this.#listener.onFailure(otherwise, sent)
  }
}
