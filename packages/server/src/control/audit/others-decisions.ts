/**
 * Decisions that gateways of one database tell one another, so that whoever watches at one sees those of all. Told are ids
 * alone, in as many notices as it takes; who is watched looks the rows up.
 */
import type { Database } from '../../store/sql/tables.ts'
import type { Control } from '../control.ts'
import type { GatewayWord } from '../gateways/words.ts'
import type { OutcomeColumns } from './index/row.ts'
import type { Written } from './index/write-batch.ts'

type DecisionsWord = Extract<GatewayWord, { readonly kind: 'decisions' }>

/** Bytes of ids in one notice, which holds less than 8000 with all else. */
const LONGEST = 7000
/** Ids of more bytes are none of ours. */
const ID_BYTES = 200
/** Milliseconds from a decision to its end, at most: whoever watches, watches for minutes. */
const OPEN = 86_400_000

/** A batch that was indexed, as words for the others. */
export function decisionWords(organisation: string, { decisions, ended }: Written): readonly DecisionsWord[] {
  const words: DecisionsWord[] = []
  for (const ids of portions(decisions.map(({ id }) => id))) {
    const named = new Set(ids)
    const instants = decisions.flatMap(({ id, at }) => (named.has(id) ? [at] : []))
    const [since, until] = [Math.min(...instants), Math.max(...instants)]
    words.push({ kind: 'decisions', organisation, made: ids, since, until, ended: [] })
  }
  for (const ids of portions(ended.map(({ id }) => id)))
    words.push({ kind: 'decisions', organisation, made: [], since: 0, until: 0, ended: ids })
  return words
}

function portions(ids: readonly string[]): readonly string[][] {
  const all: string[][] = []
  let bytes = LONGEST
  for (const id of ids) {
    const more = Buffer.byteLength(JSON.stringify(id)) + 1
    if (more > ID_BYTES) continue
    if (bytes + more > LONGEST) {
      all.push([])
      bytes = 0
    }
    bytes += more
    all.at(-1)?.push(id)
  }
  return all
}

/** Words whose rows are yet to be looked up; with more of them the database does not keep up. */
const WAITING = 100

/** Passes on to those who watch here what other gateways have indexed, in the order in which it was told. */
export function hearOthers(
  { audit: { db, live }, clock }: Pick<Control, 'audit' | 'clock'>,
  onError: (error: unknown) => void,
): (word: DecisionsWord) => void {
  let waiting = 0
  let last = Promise.resolve()
  const pass = async (word: DecisionsWord): Promise<void> => {
    try {
      live.publish(word.organisation, await lookUp(db, word, clock.now()))
    } catch (error) {
      live.missed()
      onError(error)
    }
    waiting--
  }
  return (word) => {
    if (!live.isWatched(word.organisation)) return
    if (waiting >= WAITING) return live.missed()
    waiting++
    last = last.then(() => pass(word))
  }
}

/** The rows that a word names. */
async function lookUp(
  db: Database,
  { organisation, made, ended, since, until }: DecisionsWord,
  now: number,
): Promise<Written> {
  const rows = db.selectFrom('decisions').selectAll().where('organisation', '=', organisation)
  const ofIds = rows.where('id', 'in', made.length === 0 ? [''] : made)
  const decisions = await ofIds.where('at', '>=', since).where('at', '<=', until).orderBy('at').execute()
  if (ended.length === 0) return { decisions, ended: [] }
  const over = await rows
    .where('id', 'in', ended)
    .where('at', '>=', now - OPEN)
    .execute()
  return { decisions, ended: over.map((row) => ({ id: row.id, columns: endOf(row) })) }
}

const endOf = ({ outcome, upstream_micros, own_micros, redacted, withheld_by }: OutcomeColumns): OutcomeColumns => ({
  ...{ outcome, upstream_micros, own_micros, redacted, withheld_by },
})
