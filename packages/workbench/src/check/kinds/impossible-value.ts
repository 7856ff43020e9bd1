/** A value that the argument can never have. */

import { isArray, type JsonValue, suggest } from '@portcullis/engine'
import type { ArgumentUse } from '../argument-use.ts'
import type { Draft, FindingKind } from '../finding.ts'
import { accepts, type KnownPart, listedValues, typesOf } from '../fit.ts'
import { holdsSecret } from '../secret-text.ts'
import { quoted, spelled } from '../spell.ts'
import type { Subject } from '../subject.ts'

export const impossibleValue: FindingKind = {
  code: 'impossible_value',
  severity: 'error',
  title: 'A value that the argument can never have',
  why: 'The tool’s input schema leaves no room for it: another type, not one of the listed values, or outside of the bounds. A comparison with it never holds (with `neq` and `not_in`, always), so the rule does not do what it says. Nothing is converted: `"1"` is not `1`.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        deploy: {
          deny_if: [{ conditions: [{ path: 'args.target', op: 'eq', value: 'prod' }], on_deny: 'Not to production.' }],
        },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: {
        deploy: {
          deny_if: [
            { conditions: [{ path: 'args.target', op: 'eq', value: 'production' }], on_deny: 'Not to production.' },
          ],
        },
      },
    },
    tools: [
      {
        name: 'deploy',
        inputSchema: {
          type: 'object',
          properties: { target: { enum: ['staging', 'production'] } },
          required: ['target'],
        },
      },
    ],
  },
}

const EQUAL: ReadonlySet<string> = new Set(['eq', 'neq', 'in', 'not_in'])

function find(subject: Subject): readonly Draft[] {
  return subject.uses.flatMap((use) => {
    const { guard } = use
    if (guard === undefined || !EQUAL.has(guard.comparison.op) || guard.comparison.ignore_case === true) return []
    const parts = subject.governed(use.rule).map((tool) => subject.partOf(tool, use))
    const known = parts.filter((part) => part.kind === 'part')
    if (known.length === 0 || parts.some(({ kind }) => kind === 'open')) return []
    return literals(use).flatMap(({ value, path }) => {
      if (value === null || known.some((part) => accepts(part, value))) return []
      return [{ path, message: `${use.text} is never ${shown(value)}`, remedy: remedyOf(known, value) }]
    })
  })
}

function literals({ guard }: ArgumentUse): readonly { readonly value: JsonValue; readonly path: Draft['path'] }[] {
  if (guard === undefined) return []
  const { comparison, path } = guard
  const isList = comparison.op === 'in' || comparison.op === 'not_in'
  if (!isList || !isArray(comparison.value)) return [{ value: comparison.value, path: [...path, 'value'] }]
  return comparison.value.map((value, at) => ({ value, path: [...path, 'value', at] }))
}

function shown(value: JsonValue): string {
  if (typeof value === 'string' && holdsSecret(value)) return 'that value'
  return typeof value === 'string' ? quoted(value) : spelled(JSON.stringify(value))
}

function remedyOf(parts: readonly KnownPart[], value: JsonValue): string {
  const lists = parts.map(listedValues)
  if (lists.includes(undefined)) {
    const [first] = parts
    return `The tool’s definition wants ${first === undefined ? 'another value' : typesOf(first)} within its bounds. Correct the value.`
  }
  const listed = lists.flatMap((list) => list ?? [])
  const words = listed.filter((each) => typeof each === 'string')
  const near = typeof value === 'string' ? suggest(value, words) : undefined
  const hint = near === undefined ? '' : `Did you mean ${quoted(near)}? `
  return `${hint}It is one of ${listed.slice(0, 12).map(shown).join(', ')}${listed.length > 12 ? ', …' : ''}.`
}
