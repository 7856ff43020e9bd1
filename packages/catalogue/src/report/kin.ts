/** The tools beside a tool: those that handle the same thing, and what they do to it. */
import type { ToolFacts } from '../import/server-facts.ts'
import type { Category } from '../risk.ts'
import type { Gist } from './subject.ts'

/** Tools of the same server that handle the same thing, by what they do to it. The tool itself is in none. */
export interface Kin {
  readonly all: readonly ToolFacts[]
  /** True where they only share a word with it: then all other lists are empty. */
  readonly loose: boolean
  readonly readers: readonly ToolFacts[]
  readonly makers: readonly ToolFacts[]
  readonly changers: readonly ToolFacts[]
  readonly enders: readonly ToolFacts[]
  readonly restorers: readonly ToolFacts[]
  /** Milder ways to be rid of something: archive, disable, pause. */
  readonly milder: readonly ToolFacts[]
  /** Does the contrary: `disable` of `enable`. */
  readonly opposite: ToolFacts | undefined
}

/** A tool and what its name is about. */
export interface Read {
  readonly tool: ToolFacts
  readonly gist: Gist
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

const MAKES = words('create add new insert register import upload generate draft compose provision duplicate clone')
/** Verbs that write over what was there. */
export const CHANGES: ReadonlySet<string> = words(
  'update edit modify set patch put change rename configure replace upsert adjust',
)
const RESTORES = words('restore undelete unarchive recover untrash undo revert rollback reactivate reopen')
const MILDER = words('archive softdelete trash disable deactivate pause suspend hide unpublish lock')

const PAIRS: readonly (readonly [string, string])[] = [
  ['enable', 'disable'],
  ['activate', 'deactivate'],
  ['lock', 'unlock'],
  ['archive', 'unarchive'],
  ['publish', 'unpublish'],
  ['subscribe', 'unsubscribe'],
  ['follow', 'unfollow'],
  ['star', 'unstar'],
  ['pin', 'unpin'],
  ['mute', 'unmute'],
  ['block', 'unblock'],
  ['assign', 'unassign'],
  ['attach', 'detach'],
  ['connect', 'disconnect'],
  ['start', 'stop'],
  ['pause', 'resume'],
  ['open', 'close'],
  ['add', 'remove'],
  ['grant', 'revoke'],
  ['approve', 'reject'],
  ['lock', 'unlock'],
  ['associate', 'disassociate'],
  ['link', 'unlink'],
  ['turnon', 'turnoff'],
  ['softdelete', 'restore'],
  ['hide', 'unhide'],
  ['suspend', 'unsuspend'],
  ['login', 'logout'],
  ['stake', 'unstake'],
  ['deposit', 'withdraw'],
  ['charge', 'refund'],
  ['buy', 'sell'],
]

const CONTRARY: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...new Set(PAIRS.flat())].map((verb) => [
    verb,
    new Set(PAIRS.flatMap(([a, b]) => (a === verb ? [b] : b === verb ? [a] : []))),
  ]),
)

/** Names that make something new, the plain ones first; `add_x_to_y` only joins two things. */
function making(reads: readonly Read[]): readonly ToolFacts[] {
  const all = reads.filter(
    ({ tool, gist }) =>
      tool.mark.category === 'Write' && MAKES.has(gist.lemma ?? '') && !/_to_|To[A-Z]|-to-/.test(tool.name),
  )
  const plain = all.filter(({ gist }) => gist.lemma === 'create')
  return [...plain, ...all.filter((one) => !plain.includes(one))].map(({ tool }) => tool)
}

function doing(reads: readonly Read[], verbs: ReadonlySet<string>): readonly Read[] {
  return reads.filter(({ gist }) => gist.lemma !== undefined && verbs.has(gist.lemma))
}

function ofCategory(reads: readonly Read[], category: Category): readonly ToolFacts[] {
  return reads.filter(({ tool }) => tool.mark.category === category).map(({ tool }) => tool)
}

/** Groups all tools of a server by what they handle. */
export function kinOf(reads: readonly Read[]): (of: Read) => Kin {
  const groups = new Map<string, Read[]>()
  for (const read of reads) {
    const key = read.gist.about.at(-1)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [read])
    else group.push(read)
  }
  return (of) => {
    const group = groupOf(groups, of).filter(({ tool }) => tool !== of.tool)
    const same = group.filter(({ gist }) => isSame(gist.about.join(' '), of.gist.about.join(' ')))
    const all = (same.length > 0 ? same : group).map(({ tool }) => tool)
    const contrary = CONTRARY.get(of.gist.lemma ?? '')
    return {
      all,
      loose: same.length === 0,
      readers: ofCategory(same, 'Read'),
      makers: making(same),
      changers: ofCategory(doing(same, CHANGES), 'Write'),
      enders: ofCategory(same, 'Destructive'),
      restorers: doing(same, RESTORES).map(({ tool }) => tool),
      milder: ofCategory(doing(same, MILDER), 'Write'),
      opposite: contrary === undefined ? undefined : doing(same, contrary)[0]?.tool,
    }
  }
}

/** Whether two things are the same, or one is the other with a word before it: members and board members. */
function isSame(one: string, other: string): boolean {
  if (one === '' || other === '') return false
  return one === other || one.endsWith(` ${other}`) || other.endsWith(` ${one}`)
}

/** Those with the same key; where it has none, those whose key is another word of its name: coupons of a coupon code. */
function groupOf(groups: ReadonlyMap<string, readonly Read[]>, { tool, gist }: Read): readonly Read[] {
  const same = groups.get(gist.about.at(-1) ?? '') ?? []
  if (same.some((one) => one.tool !== tool)) return same
  return gist.about.flatMap((word) => groups.get(word) ?? [])
}
