/** A secret in the text of a policy. */
import { isArray, isObject, type Place } from '@portcullis/engine'
import type { Draft, FindingKind } from '../finding.ts'
import { holdsSecret } from '../secret-text.ts'
import type { Subject } from '../subject.ts'

export const secretInPolicy: FindingKind = {
  code: 'secret_in_policy',
  severity: 'error',
  title: 'A secret in the policy',
  why: 'Policies are read by many: they lie in repositories, their texts are told to agents, their rules are shown in logs. Replace the secret where it is used, then remove it here. To keep a kind of secret from results, use the detector `secret`.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        call_api: {
          deny_if: [
            { conditions: [{ path: 'args.key', op: 'neq', value: 'AKIAIOSFODNN7EXAMPLE' }] },
            { conditions: [{ path: 'args.key', op: 'exists', value: false }] },
          ],
        },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: {
        call_api: { deny_if: [{ conditions: [{ path: 'args.key', op: 'exists', value: true }] }] },
      },
    },
  },
}

function find({ policy }: Subject): readonly Draft[] {
  return textsIn(policy, []).flatMap(({ text, path }) => {
    const message = 'this looks like a secret'
    return holdsSecret(text) ? [{ path, message, remedy: 'Remove it, and replace it wherever it is used.' }] : []
  })
}

function textsIn(value: unknown, path: Place): readonly { readonly text: string; readonly path: Place }[] {
  if (typeof value === 'string') return [{ text: value, path }]
  if (isArray(value)) return value.flatMap((each, at) => textsIn(each, [...path, at]))
  return isObject(value) ? Object.entries(value).flatMap(([key, member]) => textsIn(member, [...path, key])) : []
}
