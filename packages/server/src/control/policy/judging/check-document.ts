/** A document is looked at by the checker, beside the tools of the server for which it is. */
import { checkPolicy } from '@portcullis/workbench'
import { z } from 'zod'
import { isProblem, type Problem } from '../../api/problem.ts'
import type { Context } from '../../context.ts'
import { DOCUMENT, findText } from './document.ts'
import { surroundingsOf } from './surroundings.ts'

/** What is asked. */
export const CHECK = z.strictObject({
  document: DOCUMENT,
  server: z.string().max(64).optional().describe('Slug of a server: its tools, and the baselines above.'),
})

/** What was found. */
export const CHECKED = z.object({
  sound: z.boolean().describe('It can be in force.'),
  findings: z
    .array(
      z.object({
        code: z.string(),
        severity: z.string(),
        pointer: z.string(),
        line: z.int(),
        column: z.int(),
        message: z.string(),
        remedy: z.string(),
        reference: z.string().describe('Where it is explained.'),
      }),
    )
    .readonly(),
})

/** Checks it. */
export async function checkDocument(
  context: Context,
  { document, server }: z.output<typeof CHECK>,
): Promise<z.input<typeof CHECKED> | Problem> {
  const found = await findText(context, document, '/body/document')
  if (isProblem(found)) return found
  const around = await surroundingsOf(context, server, found.id)
  if (isProblem(around)) return around
  const { findings, policy } = checkPolicy(found.text, {
    ...(around.tools !== undefined && { tools: around.tools, isPartOf: false }),
    layers: around.above.map((layer) => layer.policy),
    at: context.at,
  })
  return { sound: policy !== undefined, findings }
}
