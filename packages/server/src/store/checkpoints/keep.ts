/** Checkpoints are made: every minute in which something happened, and at the end. */
import type { Anchor } from './anchor.ts'
import type { ChainHead, Tombstone } from './entry.ts'
import type { Journal } from './journal.ts'

/** What is kept. */
export interface KeepOptions {
  readonly journal: Journal
  readonly anchors: readonly Anchor[]
  /** The ends of all chains now. */
  readonly heads: () => Promise<readonly ChainHead[]>
  /** A line for the operator. */
  readonly diagnose: (text: string, cause?: unknown) => void
  /** Milliseconds between two; a minute unless told otherwise. */
  readonly every?: number
}

/** Makes checkpoints until it is closed. */
export interface Checkpoints {
  /** Makes one now, if anything happened since the last. Never rejects. */
  make(): Promise<void>
  /** Rejects where it cannot be written down. */
  tombstone(dropped: Omit<Tombstone, 'type'>): Promise<void>
  /** Makes the last one. */
  close(): Promise<void>
}

const MINUTE = 60_000
/** Every how many checkpoints all chains are told, and not only those with news. */
const WHOLE = 60

/** Begins. */
export function keepCheckpoints({ journal, anchors, heads, diagnose, every = MINUTE }: KeepOptions): Checkpoints {
  /** Hashes that a checkpoint of this process has told, by chain. */
  const told = new Map<string, string>()
  let made = 0
  let turn: Promise<void> = Promise.resolve()
  const troubles = new Map<Anchor, string>()
  const timer = setInterval(() => void make(), every).unref()

  async function tell(anchor: Anchor): Promise<void> {
    const problem = await anchor.catchUp(journal)
    const before = troubles.get(anchor)
    if (problem === undefined) troubles.delete(anchor)
    else troubles.set(anchor, problem)
    if (problem !== undefined && problem !== before)
      diagnose(
        `Checkpoints of the audit log could not be anchored at ${anchor.name}: ${problem}. It is tried again every minute.`,
      )
  }

  async function once(): Promise<void> {
    try {
      const now = [...(await heads())].sort(byName)
      const isWhole = made % WHOLE === 0
      const news = now.filter((head) => told.get(nameOf(head)) !== head.hash)
      if (news.length > 0) {
        await journal.append({ type: 'checkpoint', heads: isWhole ? now : news })
        for (const head of news) told.set(nameOf(head), head.hash)
        made++
      } else if (troubles.size === 0) return
      await Promise.all(anchors.map(tell))
    } catch (cause) {
      diagnose('A checkpoint of the audit log could not be made; it is tried again within a minute.', cause)
    }
  }
  function make(): Promise<void> {
    turn = turn.then(once)
    return turn
  }
  return {
    make,
    async tombstone(dropped) {
      await journal.append({ type: 'tombstone', ...dropped })
    },
    async close() {
      clearInterval(timer)
      await make()
      await journal.close()
    },
  }
}

const nameOf = ({ kind, organisation }: ChainHead): string => `${kind}/${organisation}`

const byName = (a: ChainHead, b: ChainHead): number => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0)
