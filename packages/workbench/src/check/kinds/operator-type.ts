/** An operator, or a limit, that cannot judge what stands there. */
import type { JsonValue } from '@portcullis/engine'
import type { ArgumentUse, Want } from '../argument-use.ts'
import type { Draft, FindingKind } from '../finding.ts'
import { judges, type KnownPart, samplesOf, typesOf } from '../fit.ts'
import type { Subject } from '../subject.ts'

export const operatorType: FindingKind = {
  code: 'operator_type',
  severity: 'error',
  title: 'An operator that cannot judge the argument’s type',
  why: 'Nothing is converted: a value of a type that the operator is not defined on is an error, and an error refuses the call, in `deny_if` as well. So every call that brings the argument is refused. Use an operator for the type that the tool’s input schema names.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: { refund: { require: [{ conditions: [{ path: 'args.amount', op: 'regex', value: '^[0-9]{1,2}$' }] }] } },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: { refund: { require: [{ conditions: [{ path: 'args.amount', op: 'lte', value: 99 }] }] } },
    },
    tools: [
      {
        name: 'refund',
        inputSchema: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
      },
    ],
  },
}

function find(subject: Subject): readonly Draft[] {
  return subject.uses.flatMap((use) => {
    const parts = subject.governed(use.rule).map((tool) => subject.partOf(tool, use))
    const known = parts.filter((part) => part.kind === 'part')
    const [first] = known
    if (first === undefined || parts.some(({ kind }) => kind === 'open')) return []
    if (known.some((part) => fits(use.wants, part))) return []
    return [
      {
        path: siteOf(use),
        message: `${use.text} is ${typesOf(first)}, and ${needOf(use.wants)}`,
        remedy: remedyOf(use),
      },
    ]
  })
}

function fits(wants: Want, part: KnownPart): boolean {
  const samples = samplesOf(part)
  if (samples.length === 0) return true
  if (typeof wants === 'object') return wants.op === 'exists' || judges(wants, samples)
  return samples.some((sample) => isWanted(wants, sample))
}

function isWanted(wants: Exclude<Want, object>, sample: JsonValue): boolean {
  if (wants === 'array') return Array.isArray(sample)
  return wants === 'number' ? typeof sample === 'number' : typeof sample !== 'object'
}

function siteOf({ wants, guard, path }: ArgumentUse): Draft['path'] {
  return typeof wants === 'object' && guard !== undefined ? [...guard.path, 'op'] : path
}

function needOf(wants: Want): string {
  if (typeof wants === 'object') return `"${wants.op}" cannot judge that: every call with it is refused`
  const needed = { array: 'an array', number: 'a number', scalar: 'a text, a number or a truth value' }[wants]
  return `the limit needs ${needed}: every call is refused`
}

function remedyOf({ wants }: ArgumentUse): string {
  return typeof wants === 'object' ? 'Use an operator for that type, or correct the path.' : 'Name another argument.'
}
