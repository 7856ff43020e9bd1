/** A predicate that another one of the rule makes idle. */
import { pointerOf } from '@portcullis/engine'
import type { Draft, FindingKind } from '../finding.ts'
import type { PlacedPredicate } from '../guard.ts'
import type { Subject } from '../subject.ts'

export const repeatedPredicate: FindingKind = {
  code: 'repeated_predicate',
  severity: 'warning',
  title: 'A predicate that never decides',
  why: 'Another predicate of the rule decides whenever this one would: in `deny_if` one with fewer of the same conditions, in `require` one with more of them. Often a copy whose value was to be changed.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        query: {
          deny_if: [
            { conditions: [{ path: 'args.sql', op: 'contains', value: ';' }] },
            {
              conditions: [
                { path: 'args.sql', op: 'contains', value: ';' },
                { path: 'args.database', op: 'eq', value: 'main' },
              ],
            },
          ],
        },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: { query: { deny_if: [{ conditions: [{ path: 'args.sql', op: 'contains', value: ';' }] }] } },
    },
  },
}

function find({ predicates }: Subject): readonly Draft[] {
  const lists = new Map<string, PlacedPredicate[]>()
  for (const predicate of predicates) {
    const place = pointerOf(predicate.path.slice(0, -1))
    lists.set(place, [...(lists.get(place) ?? []), predicate])
  }
  return [...lists.values()].flatMap((list) => {
    const sets = list.map(({ conditions }) => new Set(conditions.map((condition) => JSON.stringify(condition))))
    return list.flatMap((predicate, index) => {
      const other = list.findIndex((_, at) => at !== index && isIdle(predicate, [sets[index], sets[at]], at < index))
      if (other < 0) return []
      const message = `whatever this decides, ${pointerOf(list[other]?.path ?? [])} decides too`
      return [{ path: predicate.path, message, remedy: 'Remove it, or correct the value that was to differ.' }]
    })
  })
}

type Conditions = ReadonlySet<string> | undefined

function isIdle(
  { key }: PlacedPredicate,
  [own, other]: readonly [Conditions, Conditions],
  isEarlier: boolean,
): boolean {
  if (own === undefined || other === undefined || own.size === 0 || other.size === 0) return false
  const isSame = own.size === other.size && isWithin(own, other)
  if (isSame) return isEarlier
  // Every rule that asks asks for itself: with other words, of other people.
  if (key === 'approve_if') return false
  return key === 'require' ? isWithin(own, other) : isWithin(other, own)
}

const isWithin = (part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean =>
  [...part].every((each) => whole.has(each))
