/**
 * Decisions for other programs, in the words of the OpenID AuthZEN Authorization API 1.0: subject, action, resource,
 * context. The subject is a grant, the action `tools/call` or `tools/list`, the resource a tool of a server. Counters are
 * not asked, nothing is reserved.
 */
import { z } from 'zod'
import { isProblem } from '../../api/problem.ts'
import type { Context } from '../../context.ts'
import { simulate } from './simulate.ts'

const word = z.string().min(1).max(200)

const SUBJECT = z.looseObject({ type: z.literal('grant'), id: word })
const ACTION = z.looseObject({ name: z.enum(['tools/call', 'tools/list']) })
const RESOURCE = z.looseObject({
  type: z.literal('tool'),
  id: word.describe('Name of the tool.'),
  properties: z.looseObject({ server: word.describe('Slug of the server.') }),
})
const CIRCUMSTANCES = z
  .looseObject({
    arguments: z.record(z.string(), z.json()).optional().describe('Arguments of the call; neither kept nor logged.'),
    address: z.string().max(64).optional(),
  })
  .describe('What else is known of the call.')

/** One question. */
export const EVALUATION = z.object({
  subject: SUBJECT,
  action: ACTION,
  resource: RESOURCE,
  context: CIRCUMSTANCES.optional(),
})

/** Several: what one leaves out is taken from the head. */
export const EVALUATIONS = z.object({
  subject: SUBJECT.optional(),
  action: ACTION.optional(),
  resource: RESOURCE.optional(),
  context: CIRCUMSTANCES.optional(),
  evaluations: z.array(EVALUATION.partial()).min(1).max(100),
  options: z
    .looseObject({
      evaluations_semantic: z
        .enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'])
        .default('execute_all'),
    })
    .optional(),
})

/** The answer. */
export const DECISION = z.object({
  decision: z.boolean().describe('It may be done without asking anybody.'),
  context: z.object({
    reason_code: z.string().optional(),
    reason: z.string().optional().describe('For people, and for the agent.'),
    effect: z.enum(['allow', 'ask', 'deny']).optional(),
  }),
})

type Question = z.output<typeof EVALUATION>
type Decision = z.input<typeof DECISION>

/** Answers one question; what cannot be judged is denied. */
export async function evaluate(context: Context, { subject, action, resource, ...rest }: Question): Promise<Decision> {
  const { arguments: given = {}, address } = rest.context ?? {}
  const found = await simulate(context, {
    grant: subject.id,
    server: resource.properties.server,
    tool: resource.id,
    arguments: given,
    seen: [],
    ...(address !== undefined && { address }),
  })
  if (isProblem(found)) return { decision: false, context: { reason_code: found.problem, reason: found.detail } }
  if (action.name === 'tools/list') return { decision: found.visible, context: {} }
  const { effect, code, message, schemaFault } = found
  const reason = message ?? schemaFault
  return {
    decision: effect === 'allow',
    context: {
      effect,
      ...(code !== undefined && { reason_code: code }),
      ...(reason !== undefined && { reason }),
    },
  }
}

/** Answers several questions, in their order, as far as they are asked to be. */
export async function evaluateAll(
  context: Context,
  { evaluations, options, ...head }: z.output<typeof EVALUATIONS>,
): Promise<readonly Decision[]> {
  const semantic = options?.evaluations_semantic ?? 'execute_all'
  const decisions: Decision[] = []
  for (const each of evaluations) {
    const question = EVALUATION.safeParse({ ...head, ...each })
    const decision = question.success ? await evaluate(context, question.data) : INCOMPLETE
    decisions.push(decision)
    if (semantic === 'deny_on_first_deny' && !decision.decision) break
    if (semantic === 'permit_on_first_permit' && decision.decision) break
  }
  return decisions
}

const INCOMPLETE: Decision = {
  decision: false,
  context: {
    reason_code: 'invalid',
    reason: 'Subject, action or resource is missing: neither it nor the head names it.',
  },
}
