/** Routes: what a document says, before it is in force. */
import { formatPolicy, importPolicy, STARTER_STYLES, starterPolicy } from '@portcullis/workbench'
import { z } from 'zod'
import { isProblem, problem, wrongField } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'
import { judgeText } from '../policy/judge-text.ts'
import { CHECK, CHECKED, checkDocument } from '../policy/judging/check-document.ts'
import { COMPARED, COMPARISON, compare } from '../policy/judging/compare.ts'
import { DECISION, EVALUATION, EVALUATIONS, evaluate, evaluateAll } from '../policy/judging/evaluate.ts'
import { LEARN, LEARNED, learnPolicy, REPLAY, REPLAYED, replayCalls } from '../policy/judging/replay-calls.ts'
import { CASES, CASES_RUN, runCases } from '../policy/judging/run-cases.ts'
import { SIMULATED, SIMULATION, simulate } from '../policy/judging/simulate.ts'
import { surroundingsOf } from '../policy/judging/surroundings.ts'
import { POLICY_TEXT } from '../policy/policy.ts'
import { DOCUMENT_BODY } from './policies.ts'

const params = z.object({ organisation: z.string() })
const shared = { method: 'POST', tag: 'Judging policies', permission: 'policy.read', maxBody: DOCUMENT_BODY } as const

export const checkRoute = route({
  ...shared,
  id: 'judge.check',
  path: '/organisations/{organisation}/judge/check',
  summary: 'What is wrong with a document, or odd, beside the tools of a server.',
  shapes: { params, body: CHECK, answer: CHECKED },
  async run(context, { body }) {
    const found = await checkDocument(context, body)
    return isProblem(found) ? found : answer(found)
  },
})

export const simulateRoute = route({
  ...shared,
  id: 'judge.simulate',
  path: '/organisations/{organisation}/judge/simulate',
  summary: 'What would become of one call, and why: every rule in order.',
  description: 'Nothing is sent, counted or kept. Of a limit it says what the call would take, not what is left.',
  shapes: { params, body: SIMULATION, answer: SIMULATED },
  async run(context, { body }) {
    const found = await simulate(context, body)
    return isProblem(found) ? found : answer(found)
  },
})

export const compareRoute = route({
  ...shared,
  id: 'judge.diff',
  path: '/organisations/{organisation}/judge/diff',
  summary: 'Which calls two documents answer otherwise, each with a call that shows it.',
  shapes: { params, body: COMPARISON, answer: COMPARED },
  async run(context, { body }) {
    const found = await compare(context, body)
    return isProblem(found) ? found : answer(found)
  },
})

export const testRoute = route({
  ...shared,
  id: 'judge.test',
  path: '/organisations/{organisation}/judge/test',
  summary: 'Runs cases against a document, and says what they cover.',
  shapes: { params, body: CASES, answer: CASES_RUN },
  async run(context, { body }) {
    const found = await runCases(context, body)
    return isProblem(found) ? found : answer(found)
  },
})

export const formatRoute = route({
  ...shared,
  id: 'judge.format',
  path: '/organisations/{organisation}/judge/format',
  summary: 'A document in canonical form; its meaning stays.',
  shapes: { params, body: z.strictObject({ text: POLICY_TEXT }), answer: z.object({ text: z.string() }) },
  run(_, { body }) {
    const judged = judgeText(body.text, '/body/text')
    if (isProblem(judged)) return judged
    const formatted = formatPolicy(body.text)
    return formatted.ok ? answer({ text: formatted.text }) : problem('invalid', 'The document cannot be laid out.')
  },
})

export const importRoute = route({
  ...shared,
  id: 'judge.import',
  path: '/organisations/{organisation}/judge/import',
  summary: 'A policy of another dialect, carried over, with what became of each construct.',
  shapes: {
    params,
    body: z.strictObject({ text: POLICY_TEXT }),
    answer: z.object({
      text: z.string(),
      whole: z.boolean().describe('Nothing was refused.'),
      notes: z.array(z.unknown()).readonly(),
    }),
  },
  run(_, { body }) {
    const imported = importPolicy(body.text)
    if (imported.ok) return answer(imported)
    const errors = imported.faults.map(({ line, column, message, remedy }) => ({
      field: '/body/text',
      message: `Line ${line}, column ${column}: ${message}`,
      remedy,
    }))
    return problem('invalid', 'The text cannot be read.', { remedy: 'Mend what `errors` names.', errors })
  },
})

export const starterRoute = route({
  ...shared,
  id: 'judge.init',
  path: '/organisations/{organisation}/judge/init',
  summary: 'A policy to begin with, for the tools of a server, by their risk.',
  shapes: {
    params,
    body: z.strictObject({ server: z.string().max(64), style: z.enum(STARTER_STYLES).default('balanced') }),
    answer: z.object({
      text: z.string(),
      cases: z.string().describe('Cases that it holds, as `cases.yaml` has them.'),
      classes: z.array(z.unknown()).readonly().describe('What became of the tools of each class.'),
      leftOut: z.array(z.string()).readonly().describe('Names that no policy can hold.'),
    }),
  },
  async run(context, { body }) {
    const around = await surroundingsOf(context, body.server, '')
    if (isProblem(around)) return around
    if (around.tools === undefined)
      return wrongField('/body/server', 'The tools of that server are not known yet.', 'Probe the server first.')
    const made = starterPolicy({ source: body.server, tools: around.tools }, body.style)
    const { policy: text, classes, leftOut } = made
    return answer({ text, cases: made.cases('policy.json'), classes, leftOut })
  },
})

const recorded = { ...shared, permission: 'replay.run' } as const

export const replayRoute = route({
  ...recorded,
  id: 'judge.replay',
  path: '/organisations/{organisation}/judge/replay',
  summary: 'What a document would have answered to recorded calls.',
  description: 'The log holds no values. Where what it holds does not decide, the call is counted under `cannotTell`.',
  shapes: { params, body: REPLAY, answer: REPLAYED },
  async run(context, { body }) {
    const found = await replayCalls(context, body)
    return isProblem(found) ? found : answer(found)
  },
})

export const learnRoute = route({
  ...recorded,
  id: 'judge.learn',
  path: '/organisations/{organisation}/judge/learn',
  summary: 'A policy that allows what was allowed and done, with some headroom, and no more.',
  shapes: { params, body: LEARN, answer: LEARNED },
  async run(context, { body }) {
    const found = await learnPolicy(context, body)
    return isProblem(found) ? found : answer(found)
  },
})

const authzen = { method: 'POST', tag: 'AuthZEN', permission: 'policy.read' } as const
const BASE = 'With `/api/v1/organisations/{organisation}` as the base URL of the decision point.'

export const evaluationRoute = route({
  ...authzen,
  id: 'access.evaluation',
  path: '/organisations/{organisation}/access/v1/evaluation',
  summary: 'Access Evaluation of the OpenID AuthZEN Authorization API 1.0.',
  description: BASE,
  shapes: { params, body: EVALUATION, answer: DECISION },
  async run(context, { body }) {
    return answer(await evaluate(context, body), requestId(context.header))
  },
})

export const evaluationsRoute = route({
  ...authzen,
  id: 'access.evaluations',
  path: '/organisations/{organisation}/access/v1/evaluations',
  summary: 'Access Evaluations of the OpenID AuthZEN Authorization API 1.0.',
  description: BASE,
  shapes: { params, body: EVALUATIONS, answer: z.object({ evaluations: z.array(DECISION).readonly() }) },
  async run(context, { body }) {
    return answer({ evaluations: await evaluateAll(context, body) }, requestId(context.header))
  },
})

/** Comes back as it was sent (AuthZEN 1.0, section 10.1). */
function requestId(header: (name: string) => string | undefined) {
  const id = header('x-request-id')
  return id === undefined || !/^[\x21-\x7e]{1,200}$/.test(id) ? {} : { headers: { 'x-request-id': id } }
}
