/** Promises about the files in `deploy`. */
import type { Row } from './requirements.ts'

const DEPLOYING = 'docs/guide/43-deploying.md'

export const DEPLOY_PROMISES: readonly Row[] = [
  ['deploy.configurations', DEPLOYING, 'Every configuration that is shipped is accepted by the gateway.'],
  ['deploy.kubernetes', DEPLOYING, 'The manifests are of the published schemas, and fit together.'],
  ['deploy.compose', DEPLOYING, 'The compose file is of the published schema, and all that it names is there.'],
  [
    'deploy.container',
    DEPLOYING,
    'The container holds what runs, runs as nobody, and writes to its data folder alone.',
  ],
  ['deploy.systemd', DEPLOYING, 'The unit is one, confines the gateway, and hands keys over.'],
  ['deploy.fronts', DEPLOYING, 'The fronts pass streams as they come, and pass over a gateway that stops.'],
]
