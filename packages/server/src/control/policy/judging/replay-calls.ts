/** What a draft would have answered to recorded calls, and a policy learned from them. Both are put on record. */
import { createHash } from 'node:crypto'
import type { Layer, Policy } from '@portcullis/engine'
import { formatPolicy, learn, learnedJson, learnedText, replay, replayJson, replayText } from '@portcullis/workbench'
import { z } from 'zod'
import { isProblem, type Problem, problem } from '../../api/problem.ts'
import { mutate } from '../../change/mutate.ts'
import type { Context } from '../../context.ts'
import { DOCUMENT, findDocument } from './document.ts'
import { RECORDED, type Recorded, readRecorded } from './recorded.ts'
import { surroundingsOf } from './surroundings.ts'

/** What is asked. */
export const REPLAY = z.strictObject({ document: DOCUMENT, ...RECORDED })

/** What came of it. */
export const REPLAYED = z.object({
  calls: z.int().describe('Recorded calls that a policy had answered.'),
  unchanged: z.int(),
  changed: z.int(),
  cannotTell: z.int().describe('The log does not hold what it depends on.'),
  cut: z.boolean().describe('Earlier calls were not looked at.'),
  report: z.unknown().describe('The changes, with times, and what could not be told.'),
  text: z.string().describe('The same, for people.'),
})

/** Puts recorded calls to a document, with the baselines above it, as if it were enforced. */
export async function replayCalls(
  context: Context,
  { document, ...wish }: z.output<typeof REPLAY>,
): Promise<z.input<typeof REPLAYED> | Problem> {
  const draft = await findDocument(context, document, '/body/document')
  if (isProblem(draft)) return draft
  const around = await surroundingsOf(context, wish.server, draft.id)
  if (isProblem(around)) return around
  const recorded = await readRecorded(context, wish)
  if (isProblem(recorded)) return recorded
  await recordUse(context, 'policy.replay', { ...wish, draft: digestOf(draft.policy), calls: recorded.calls.length })
  try {
    const report = replay([...around.above, enforced(draft)], recorded.calls, recorded.keyring)
    const { calls, unchanged, changed, cannotTell } = report
    const { cut } = recorded
    return {
      calls,
      unchanged,
      changed,
      cannotTell,
      cut,
      report: JSON.parse(replayJson(report)),
      text: replayText(report),
    }
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'The documents do not go together.'
    return problem('conflict', detail, { remedy: 'Compare the document with the baselines above it.' })
  }
}

/** What is asked. */
export const LEARN = z.strictObject({
  ...RECORDED,
  headroom: z.number().min(1).max(100).default(2).describe('By what the most that was seen is multiplied.'),
  enough: z.int().min(1).max(1_000_000).default(20).describe('So many calls of a tool say something of its arguments.'),
})

/** What was learned. */
export const LEARNED = z.object({
  text: z.string().describe('The policy.'),
  calls: z.int().describe('Allowed calls that it rests on.'),
  cut: z.boolean().describe('Earlier calls were not looked at.'),
  report: z.unknown().describe('On what each rule rests.'),
  summary: z.string().describe('The same, for people.'),
})

/** Makes a policy that allows what was allowed and done, and no more. */
export async function learnPolicy(
  context: Context,
  { headroom, enough, ...wish }: z.output<typeof LEARN>,
): Promise<z.input<typeof LEARNED> | Problem> {
  const recorded = await readRecorded(context, wish)
  if (isProblem(recorded)) return recorded
  await recordUse(context, 'policy.learn', { ...wish, calls: recorded.calls.length })
  return learned(recorded, { headroom, enough, name: `learned-${wish.server}` })
}

function learned(
  { calls, cut, keyring }: Recorded,
  options: { readonly headroom: number; readonly enough: number; readonly name: string },
): z.input<typeof LEARNED> {
  const made = learn(calls, { keyring, ...options })
  const text = JSON.stringify(made.policy, undefined, 2)
  const formatted = formatPolicy(text)
  return {
    text: formatted.ok ? formatted.text : `${text}\n`,
    calls: made.calls,
    cut,
    report: JSON.parse(learnedJson(made)),
    summary: learnedText(made),
  }
}

/** Facts are asked about values that nobody is shown: whoever asks is on record, with what was asked. */
function recordUse(
  context: Context,
  action: string,
  detail: { readonly [key: string]: string | number | undefined },
): Promise<void> {
  const object = { kind: 'organisation', id: context.organisation }
  return mutate(context, { action, object, detail }, async () => undefined)
}

const digestOf = (policy: Policy): string => createHash('sha256').update(JSON.stringify(policy)).digest('hex')

/** A draft in shadow mode is asked what it would do. */
function enforced({ policy: { mode: _mode, until: _until, ...policy }, ...layer }: Layer): Layer {
  return { ...layer, policy }
}
