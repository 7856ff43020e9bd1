/** Every generated file, and how its text is made. A further one is a line here. */
import { policyJsonSchema } from '@portcullis/engine'
import { casesJsonSchema, FINDINGS, findingPage, findingsIndex } from '@portcullis/workbench'
import { openApiOf } from '../../packages/server/src/catalogue/api/openapi.ts'
import { configJsonSchema } from '../../packages/server/src/config/json-schema.ts'
import { casesPage } from './cases-page.ts'
import { cataloguePage } from './catalogue-page.ts'
import { commandsPage } from './commands-page.ts'
import { configurationPage } from './configuration-page.ts'
import { detectorsPage } from './detectors-page.ts'
import { errorsPage } from './errors-page.ts'
import { policyPage } from './policy-page.ts'

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

const findingPages = Object.fromEntries(
  FINDINGS.map((kind) => [`docs/reference/findings/${kind.code}.md`, () => findingPage(kind)]),
)

/** By path from the root of the repository. */
export const outputs: Readonly<Record<string, () => string>> = {
  'schema/policy.schema.json': () => json(policyJsonSchema()),
  'schema/config.schema.json': () => json(configJsonSchema()),
  'schema/cases.schema.json': () => json(casesJsonSchema()),
  'schema/catalogue.openapi.json': () => json(openApiOf()),
  'docs/reference/policy.md': policyPage,
  'docs/reference/cases.md': casesPage,
  'docs/reference/configuration.md': configurationPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/detectors.md': detectorsPage,
  'docs/reference/commands.md': commandsPage,
  'docs/reference/catalogue-api.md': cataloguePage,
  'docs/reference/findings/README.md': () => findingsIndex(FINDINGS),
  ...findingPages,
}
