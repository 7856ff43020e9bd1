/** Asks the control plane about tokens of other issuers: each once, bounded, and not again for a while. */
import { hash } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import type { TokenInquiry } from '../../ports/token-inquiry.ts'

/** What it is made of. */
export interface TokenInquiryOptions {
  readonly wanted: () => boolean
  /** Sends an ask on; false: nobody is there to be asked. */
  readonly ask: (ask: number, token: string, audience: string) => boolean
  readonly now: () => Instant
  /** Milliseconds that an ask may take. */
  readonly patience?: number
}

/** An inquiry that is told of answers. */
export interface FedTokenInquiry extends TokenInquiry {
  answered(ask: number): void
}

const PATIENCE = 5000
/** Asks under way at the same time: whoever sends many tokens waits for nobody else's place. */
const MOST_ASKED = 32
/** How long it is remembered that a token was looked into, milliseconds, and of how many. */
const REMEMBERED_FOR = 10_000
const MOST_REMEMBERED = 10_000

interface Asked {
  readonly number: number
  readonly answer: Promise<void>
  readonly finish: () => void
}

/** Starts with nothing asked. Only digests of tokens are remembered. */
export function createTokenInquiry(options: TokenInquiryOptions): FedTokenInquiry {
  const asked = new Map<string, Asked>()
  /** Until when, by digest: the oldest first. */
  const looked = new Map<string, Instant>()
  let last = 0

  function remember(key: string): void {
    looked.delete(key)
    if (looked.size >= MOST_REMEMBERED) {
      for (const oldest of looked.keys()) {
        looked.delete(oldest)
        break
      }
    }
    looked.set(key, options.now() + REMEMBERED_FOR)
  }

  function ask(key: string, token: string, audience: string): Promise<void> {
    last += 1
    const number = last
    let resolve = (): void => undefined
    const answer = new Promise<void>((settle) => {
      resolve = settle
    })
    const finish = (): void => {
      if (!asked.delete(key)) return
      clearTimeout(timer)
      remember(key)
      resolve()
    }
    const timer = setTimeout(finish, options.patience ?? PATIENCE).unref()
    asked.set(key, { number, answer, finish })
    if (!options.ask(number, token, audience)) finish()
    return answer
  }

  return {
    get wanted() {
      return options.wanted()
    },
    inquire(token, audience) {
      const key = hash('sha256', `${audience}\n${token}`, 'base64')
      const underWay = asked.get(key)
      if (underWay !== undefined) return underWay.answer
      if ((looked.get(key) ?? 0) > options.now() || asked.size >= MOST_ASKED) return undefined
      return ask(key, token, audience)
    },
    answered(number) {
      for (const one of [...asked.values()]) if (one.number === number) one.finish()
    },
  }
}
