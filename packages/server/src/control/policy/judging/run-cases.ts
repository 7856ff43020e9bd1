/** Cases are run against a document: each with counters of its own, and a clock that stands still. */
import {
  createCoverage,
  layersOf,
  type PlacedSuite,
  prepareSuite,
  readSuite,
  reportJson,
  runSuite,
} from '@portcullis/workbench'
import { z } from 'zod'
import { type FieldError, isProblem, type Problem, problem, wrongField } from '../../api/problem.ts'
import type { Context } from '../../context.ts'
import { CASES_TEXT } from '../cases.ts'
import { DOCUMENT, findDocument, findText } from './document.ts'
import { surroundingsOf } from './surroundings.ts'

/** What is asked. */
export const CASES = z.strictObject({
  document: DOCUMENT,
  cases: CASES_TEXT,
  server: z.string().max(64).optional().describe('Slug of a server: its tools.'),
})

/** What came of them. */
export const CASES_RUN = z.object({
  ok: z.boolean().describe('Every case holds.'),
  cases: z.int(),
  failed: z.int(),
  percent: z.number().describe('How much of the document the cases cover.'),
  report: z.unknown().describe('Every case with what is not as it says, and what no case covers.'),
})

/** Runs them. */
export async function runCases(
  context: Context,
  wish: z.output<typeof CASES>,
): Promise<z.input<typeof CASES_RUN> | Problem> {
  const { control } = context
  const found = await findText(context, wish.document, '/body/document')
  if (isProblem(found)) return found
  const read = await findDocument(context, wish.document, '/body/document')
  if (isProblem(read)) return read
  const around = await surroundingsOf(context, wish.server, found.id)
  if (isProblem(around)) return around
  const suite = placed(wish.cases)
  if (isProblem(suite)) return suite
  if (layersOf(suite, found.id).length > 1)
    return wrongField('/body/cases', 'The cases are about several documents.', 'Send cases of one document.')
  const document = { file: found.id, id: found.id, text: found.text }
  const prepared = prepareSuite(suite, [document], around.tools)
  if (!prepared.ok) return wrongField('/body/cases', prepared.message, prepared.remedy)
  const coverage = createCoverage()
  const outcomes = runSuite(prepared.suite, control.caseWorld, coverage.listen(prepared.suite))
  const suites = [{ file: 'cases.yaml', outcomes, problems: [] }]
  const report = REPORT.parse(JSON.parse(reportJson({ suites, coverage: coverage.report(), mutation: undefined })))
  const { ok, cases, failed } = report
  return { ok, cases, failed, percent: report.coverage.percent, report }
}

/** What the workbench's report has, as far as it is said in short. */
const REPORT = z.looseObject({
  ok: z.boolean(),
  cases: z.int(),
  failed: z.int(),
  coverage: z.looseObject({ percent: z.number() }),
})

function placed(text: string): PlacedSuite | Problem {
  const read = readSuite(text)
  if (read.ok) return read.suite
  const errors = read.problems.slice(0, 50).map(
    ({ line, column, message, remedy }): FieldError => ({
      field: '/body/cases',
      message: `Line ${line}, column ${column}: ${message}`,
      remedy,
    }),
  )
  return problem('invalid', 'The cases cannot be read.', { remedy: 'Mend what `errors` names.', errors })
}
