/** What rules asked of a call of the log, and found: the log has the names of questions, their words are in the policy. */
import type { Answered } from '@portcullis/engine'
import { recordedAnswers, type ToldAnswers } from '@portcullis/workbench'
import { safeName } from '../ports/safe-text.ts'
import { recordedCall } from '../recorded/recorded-call.ts'
import type { DecisionLine } from '../store/jsonl/read-line.ts'
import { readExplained, type SourceOptions } from './explain-source.ts'
import { configurationPath } from './home-folder.ts'
import { readNamedConfiguration } from './named-configuration.ts'
import { openKeyring } from './recorded-calls.ts'

/** Answers in words, or why there are none. */
export type LoggedAnswers = ToldAnswers | { readonly problem: string }

/**
 * Finds the words of what was recorded of a call.
 * @param options policies, or a configuration: what now holds for the grant on the server. It names the key's folder, too
 * @returns undefined for a call of which no answers were recorded
 */
export async function loggedAnswers(
  line: DecisionLine,
  options: SourceOptions & { readonly log?: string },
): Promise<LoggedAnswers | undefined> {
  const call = recordedCall(line, undefined, new Map())
  if (call === undefined || call.answers.size === 0) return undefined
  if (options.log !== undefined && options.config === undefined)
    return { problem: 'name the gateway’s configuration, too, with -c: its data folder has the key.' }
  const found = await readNamedConfiguration(options.config)
  if ('problem' in found) return found
  const keyring = await openKeyring(found.settings)
  if ('problem' in keyring) return keyring
  const { policy, grant = line.grant, server = line.server } = options
  const config = configurationPath(options.config)
  const source = await readExplained(policy.length > 0 ? { policy } : { policy, config, grant, server })
  if (typeof source === 'string') return { problem: source.trim() }
  return recordedAnswers(source.compiled, call, keyring)
}

const WORDS: Readonly<Record<Answered, string>> = {
  held: 'yes',
  not_held: 'no',
  fault: 'could not be judged',
}

/** For people: a section of what is told of a call. */
export function answersText(answers: LoggedAnswers | undefined): readonly string[] {
  if (answers === undefined) return []
  if ('problem' in answers) return ['', `What rules found was recorded, and cannot be read here: ${answers.problem}`]
  const { told, others } = answers
  const asked = told.map(({ asks }) => safeName(asks))
  const width = Math.max(0, ...asked.map(({ length }) => length))
  const rows = told.map(({ answer }, at) => `  ${(asked[at] ?? '').padEnd(width)}  ${WORDS[answer]}`)
  const more = others === 0 ? [] : [`  (recorded beside them, and not asked by this policy: ${others})`]
  return ['', 'What the rules asked of the call, and found:', ...rows, ...more]
}
