/** A predicate that holds for no call. */
import type { Draft, FindingKind } from '../finding.ts'
import type { PredicateKey } from '../guard.ts'
import type { Subject } from '../subject.ts'
import type { Part } from '../truth.ts'
import { type Verdict, verdictsOf } from '../verdicts.ts'

export const alwaysFalse: FindingKind = {
  code: 'always_false',
  severity: 'warning',
  title: 'A predicate that holds for no call',
  why: 'In `deny_if` and `approve_if` it does nothing; in `require` it refuses every call. Conditions of one predicate all have to hold: where one of several is enough, write `any`, or several predicates. Only what can be shown is reported: with numbers, listed values, whole texts, sizes, hours and dates.',
  find: (subject) => verdictsOf(subject).flatMap((verdict) => neverHolding(verdict, (part) => !isTime(part))),
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        transfer: {
          deny_if: [
            {
              conditions: [
                { path: 'args.amount', op: 'lt', value: 1 },
                { path: 'args.amount', op: 'gt', value: 500 },
              ],
              on_deny: 'From 1 to 500.',
            },
          ],
        },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: {
        transfer: {
          deny_if: [
            {
              conditions: [
                {
                  any: [
                    { path: 'args.amount', op: 'lt', value: 1 },
                    { path: 'args.amount', op: 'gt', value: 500 },
                  ],
                },
              ],
              on_deny: 'From 1 to 500.',
            },
          ],
        },
      },
    },
  },
}

export const emptyTime: FindingKind = {
  code: 'empty_time',
  severity: 'warning',
  title: 'A window of time that never comes',
  why: 'No hour, day or date fulfils all conditions. A night that goes over midnight is two parts: `any` of "from 22 on" and "before 6".',
  find: (subject: Subject) => verdictsOf(subject).flatMap((verdict) => neverHolding(verdict, isTime)),
  example: {
    policy: {
      version: '1',
      default: 'allow',
      all_tools: {
        deny_if: [
          {
            conditions: [
              { path: 'time.hour', op: 'gte', value: 22 },
              { path: 'time.hour', op: 'lt', value: 6 },
            ],
            on_deny: 'Not at night.',
          },
        ],
      },
    },
    mended: {
      version: '1',
      default: 'allow',
      all_tools: {
        deny_if: [
          {
            conditions: [
              {
                any: [
                  { path: 'time.hour', op: 'gte', value: 22 },
                  { path: 'time.hour', op: 'lt', value: 6 },
                ],
              },
            ],
            on_deny: 'Not at night.',
          },
        ],
      },
    },
  },
}

const isTime = ({ reads }: Part): boolean => reads.length === 1 && reads[0] === 'time'

const EFFECTS: Readonly<Record<PredicateKey, string>> = {
  deny_if: 'so this refuses nothing',
  require: 'so every call is refused',
  approve_if: 'so nobody is ever asked',
  results: 'so no result is withheld',
}

function neverHolding({ predicate, never }: Verdict, isMeant: (part: Part) => boolean): readonly Draft[] {
  return never.filter(isMeant).map(({ conditions, isJudged }) => {
    const [first = 0] = conditions
    const what = conditions.length === 1 ? 'this condition holds for no call' : 'these conditions never hold together'
    const remedy =
      conditions.length === 1
        ? 'Correct it, or remove the predicate.'
        : 'Where one of them is enough, write { "any": [...] }, or several predicates.'
    return {
      path: [...predicate.path, 'conditions', first],
      message: `${what}, ${isJudged ? EFFECTS[predicate.key] : 'and cannot be judged, so every call is refused'}`,
      remedy,
    }
  })
}
