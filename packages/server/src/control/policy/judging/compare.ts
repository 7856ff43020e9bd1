/** Two documents compared: what is answered otherwise, with a call that shows each difference. */
import { diffJson, diffPolicies, diffText, failsOn, type PolicyDiff } from '@portcullis/workbench'
import { z } from 'zod'
import { isProblem, type Problem, problem } from '../../api/problem.ts'
import type { Context } from '../../context.ts'
import { DOCUMENT, findDocument } from './document.ts'
import { surroundingsOf } from './surroundings.ts'

/** What is asked. */
export const COMPARISON = z.strictObject({
  before: DOCUMENT,
  after: DOCUMENT,
  server: z.string().max(64).optional().describe('Slug of a server: its tools, and the baselines above.'),
})

/** What is different. */
export const COMPARED = z.object({
  loosens: z.boolean().describe('Something is allowed that was not, or may be.'),
  same: z.boolean().describe('Nothing is answered otherwise.'),
  complete: z.boolean().describe('Everything was compared.'),
  report: z.unknown().describe('Each difference, with a call that both were asked about.'),
  text: z.string().describe('The same, for people.'),
})

/** Compares. */
export async function compare(
  context: Context,
  wish: z.output<typeof COMPARISON>,
): Promise<z.input<typeof COMPARED> | Problem> {
  const before = await findDocument(context, wish.before, '/body/before')
  if (isProblem(before)) return before
  const after = await findDocument(context, wish.after, '/body/after')
  if (isProblem(after)) return after
  const around = await surroundingsOf(context, wish.server, before.id)
  if (isProblem(around)) return around
  try {
    // Both are versions of one document: their counters are the same where nothing else tells them apart.
    const newer = { ...after, id: before.id }
    const diff = diffPolicies([...around.above, before], [...around.above, newer], {
      tools: around.tools ?? [],
      at: context.at,
    })
    return view(diff)
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'The documents do not go together.'
    return problem('conflict', detail, { remedy: 'Compare each with the baselines above it.' })
  }
}

const nowhere = (): undefined => undefined
const PLAIN = { good: (text: string) => text, bad: (text: string) => text, faint: (text: string) => text }

const view = (diff: PolicyDiff): z.input<typeof COMPARED> => ({
  loosens: failsOn(diff, 'loosened'),
  same: !failsOn(diff, 'any'),
  complete: diff.complete,
  report: JSON.parse(diffJson(diff, nowhere)),
  text: diffText(diff, nowhere, PLAIN),
})
