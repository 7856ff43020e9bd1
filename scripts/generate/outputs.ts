/** Every generated file, and how its text is made. A further one is a line here. */
import { policyJsonSchema } from '@portcullis/engine'
import { casesJsonSchema, FINDINGS, findingPage, findingsIndex } from '@portcullis/workbench'
import { openApiOf } from '../../packages/server/src/catalogue/api/openapi.ts'
import { configJsonSchema } from '../../packages/server/src/config/json-schema.ts'
import { openApiOf as openApiOfControl } from '../../packages/server/src/control/api/openapi.ts'
import type { Route } from '../../packages/server/src/control/api/route.ts'
import { ROUTES } from '../../packages/server/src/control/routes/index.ts'
import { casesPage } from './cases-page.ts'
import { cataloguePage } from './catalogue-page.ts'
import { commandsPage } from './commands-page.ts'
import { configurationPage } from './configuration-page.ts'
import { controlPage } from './control-page.ts'
import { detectorsPage } from './detectors-page.ts'
import { errorsPage } from './errors-page.ts'
import { metricsPage } from './metrics-page.ts'
import { policyPage } from './policy-page.ts'
import { routePlaces } from './route-places.ts'

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
  'schema/control.openapi.json': () => json(openApiOfControl(ROUTES as readonly Route[], 'http://127.0.0.1:4101')),
  'packages/server/src/control/route-places.ts': routePlaces,
  'docs/reference/policy.md': policyPage,
  'docs/reference/cases.md': casesPage,
  'docs/reference/configuration.md': configurationPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/metrics.md': metricsPage,
  'docs/reference/detectors.md': detectorsPage,
  'docs/reference/commands.md': commandsPage,
  'docs/reference/catalogue-api.md': cataloguePage,
  'docs/reference/control-api.md': controlPage,
  'docs/reference/findings/README.md': () => findingsIndex(FINDINGS),
  ...findingPages,
}
