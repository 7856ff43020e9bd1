/** From the section `policies` to documents that were checked. */
import { hash } from 'node:crypto'
import { type Problem as PolicyProblem, parsePolicy } from '@portcullis/engine'
import type { ConfiguredPolicy } from './configuration.ts'
import type { Draft } from './draft.ts'
import { type Problem, toPointer } from './problem.ts'
import { idPattern } from './section/fields.ts'

/** Documents of an earlier version: those whose document did not change are taken over. */
export type EarlierPolicies = ReadonlyMap<string, ConfiguredPolicy>

/**
 * Reads and checks every policy; the section is judged as it was written, so that its problems are told even where
 * another section has the wrong form.
 */
export function resolvePolicies(
  draft: Draft,
  section: unknown,
  earlier: EarlierPolicies,
): ReadonlyMap<string, ConfiguredPolicy> {
  const policies = new Map<string, ConfiguredPolicy>()
  if (typeof section !== 'object' || section === null || Array.isArray(section)) return policies
  for (const [id, entry] of Object.entries(section)) {
    const text = judgeId(draft, id) ? textOf(draft, id, entry) : undefined
    const policy = text === undefined ? undefined : judge(draft, id, text, earlier.get(id))
    if (policy !== undefined) policies.set(id, policy)
  }
  return policies
}

function judgeId(draft: Draft, id: string): boolean {
  if (idPattern.test(id)) return true
  draft.report({
    path: ['policies', id],
    at: 'key',
    code: 'wrong_name',
    message: `${JSON.stringify(id.slice(0, 80))} cannot be the id of a policy.`,
    remedy: 'Write 1 to 64 letters, digits, `.`, `_`, `@` or `-`, beginning with a letter or digit.',
  })
  return false
}

/** The text of a policy, and how a problem within it becomes one of the configuration. */
export interface PolicyText {
  readonly text: string
  locate(problem: PolicyProblem): Problem
}

/** The text of one entry of the section; what is wrong with the entry itself is reported to the draft. */
export function textOf(draft: Draft, id: string, entry: unknown): PolicyText | undefined {
  // The form of anything but a mapping is judged with the whole file.
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined
  return Object.hasOwn(entry, 'file') ? fileText(draft, id, { ...entry }) : inlineText(draft, id)
}

function fileText(draft: Draft, id: string, entry: Readonly<Record<string, unknown>>): PolicyText | undefined {
  for (const key of Object.keys(entry).filter((name) => name !== 'file')) {
    draft.report({
      path: ['policies', id, key],
      at: 'key',
      code: 'unknown_key',
      message: `A policy that is read from a file has no ${JSON.stringify(key)} here.`,
      remedy: 'Put it into the policy file, or write the whole policy here and remove `file`.',
    })
  }
  const path = ['policies', id, 'file']
  if (typeof entry['file'] !== 'string' || entry['file'] === '') {
    draft.report({
      path,
      code: 'wrong_type',
      message: '`file` has to be a path.',
      remedy: 'Write the path of a policy document, such as "policies/shop.json".',
    })
    return undefined
  }
  const file = draft.set.files.get(draft.absolute(entry['file']))
  if (file?.ok === true)
    return { text: file.text, locate: (problem) => ({ ...shared(problem), file: file.path, path: problem.pointer }) }
  draft.report({
    path,
    code: 'unreadable',
    message: `The policy file ${JSON.stringify(entry['file'])} cannot be read: ${file?.cause ?? 'it is this file'}.`,
    remedy: 'Correct the path; it starts from the folder of this file.',
  })
  return undefined
}

function inlineText(draft: Draft, id: string): PolicyText | undefined {
  const path = ['policies', id]
  const json = draft.document.jsonText(path)
  if (json === undefined) return undefined
  return {
    text: json.text,
    locate: (problem) => ({
      ...shared(problem),
      ...draft.document.placeOf(json.offsets[problem.line - 1] ?? json.offsets[0] ?? 0),
      file: draft.set.main,
      path: toPointer(path) + problem.pointer,
    }),
  }
}

const shared = ({ line, column, code, severity, message, remedy }: PolicyProblem): Omit<Problem, 'file' | 'path'> => ({
  line,
  column,
  code,
  severity,
  message,
  remedy,
})

function judge(
  draft: Draft,
  id: string,
  { text, locate }: PolicyText,
  earlier: ConfiguredPolicy | undefined,
): ConfiguredPolicy | undefined {
  const version = hash('sha256', text, 'hex').slice(0, 16)
  const policy = earlier?.version === version ? earlier : read(id, version, text)
  const found = Array.isArray(policy) ? policy : policy.warnings
  for (const problem of found) draft.add(locate(problem))
  return Array.isArray(policy) ? undefined : policy
}

/** The policy, or everything that is wrong with it. */
function read(id: string, version: string, text: string): ConfiguredPolicy | PolicyProblem[] {
  const parsed = parsePolicy(text)
  if (!parsed.ok) return [...parsed.problems]
  const { policy: document, warnings } = parsed
  return { id, version, document, warnings }
}
