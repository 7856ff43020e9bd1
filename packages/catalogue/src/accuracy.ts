/** How well labels agree with labels that people gave. */
import { CATEGORIES, type Category } from './risk.ts'

/** One tool that was labelled by a person and by us. */
export interface Judged {
  readonly server: string
  readonly tool: string
  /** Whether it only reads, as the person says. */
  readonly reads: boolean
  /** Its category, where the person gave one of ours. */
  readonly wanted?: Category
  readonly got: Category
}

/** How one category fares. */
export interface CategoryAccuracy {
  /** Tools that belong to it. */
  readonly count: number
  /** Of those that we put into it, the share that belongs there; undefined where we put none. */
  readonly precision: number | undefined
  /** Of those that belong to it, the share that we put there; undefined where none belongs. */
  readonly recall: number | undefined
}

/** How well labels agree. Shares are 0 … 1, undefined where nothing was judged. */
export interface Accuracy {
  readonly count: number
  readonly readOrChange: number | undefined
  /** The mean over servers, so that a large one does not outweigh the others. */
  readonly readOrChangeByServer: number | undefined
  readonly categorised: number
  readonly category: number | undefined
  readonly byCategory: Readonly<Record<Category, CategoryAccuracy>>
  /** `confusion[wanted][got]` */
  readonly confusion: Readonly<Record<Category, Readonly<Record<Category, number>>>>
}

function share(of: number, all: number): number | undefined {
  return all === 0 ? undefined : of / all
}

function agrees({ reads, got }: Judged): boolean {
  return reads === (got === 'Read')
}

function perCategory<T>(make: (category: Category) => T): Record<Category, T> {
  const [Read, Write, Execute, Destructive, Financial] = CATEGORIES.map(make) as [T, T, T, T, T]
  return { Read, Write, Execute, Destructive, Financial }
}

function meanByServer(judged: readonly Judged[]): number | undefined {
  const servers = new Map<string, { all: number; right: number }>()
  for (const one of judged) {
    const sums = servers.get(one.server) ?? { all: 0, right: 0 }
    sums.all++
    if (agrees(one)) sums.right++
    servers.set(one.server, sums)
  }
  let sum = 0
  for (const { all, right } of servers.values()) sum += right / all
  return share(sum, servers.size)
}

/** Measures the agreement of labels. */
export function accuracyOf(judged: readonly Judged[]): Accuracy {
  const known = judged.filter(({ wanted }) => wanted !== undefined)
  const count = (wanted: Category | undefined, got: Category | undefined): number =>
    known.filter((one) => (wanted ?? one.wanted) === one.wanted && (got ?? one.got) === one.got).length
  return {
    count: judged.length,
    readOrChange: share(judged.filter(agrees).length, judged.length),
    readOrChangeByServer: meanByServer(judged),
    categorised: known.length,
    category: share(known.filter(({ wanted, got }) => wanted === got).length, known.length),
    byCategory: perCategory((category) => ({
      count: count(category, undefined),
      precision: share(count(category, category), count(undefined, category)),
      recall: share(count(category, category), count(category, undefined)),
    })),
    confusion: perCategory((wanted) => perCategory((got) => count(wanted, got))),
  }
}

/**
 * Which of `folds` parts a server belongs to: always the same, whatever other servers there are. FNV-1a, so that parts are
 * of about the same size.
 */
export function foldOf(server: string, folds: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < server.length; at++) hash = Math.imul(hash ^ server.charCodeAt(at), 0x01000193) >>> 0
  return hash % folds
}

/** Whether our own labels of a server are held out, as three parts in ten are: nothing is tuned on them. */
export function isHeldOut(server: string): boolean {
  return foldOf(server, 10) < 3
}
