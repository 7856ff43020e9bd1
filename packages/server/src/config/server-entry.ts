/** One server's section while it is being resolved. */
import type { Draft } from './draft.ts'
import { expand, referenceTo } from './environment.ts'
import { isSecretName } from './headers.ts'
import type { Path } from './problem.ts'
import type { ServerSection } from './section/server.ts'

/** One server's section and where it stands. */
export interface ServerEntry {
  readonly slug: string
  readonly section: ServerSection
  readonly path: Path
}

/** A value that may refer to the environment; a secret that stands in the file itself is worth a warning. */
export function resolveSecret(draft: Draft, path: Path, written: string): string | undefined {
  const expanded = expand(written, draft.world.portable ? undefined : draft.world.environment)
  if (!expanded.ok) {
    draft.report({ path, code: expanded.code, message: expanded.message, remedy: expanded.remedy })
    return undefined
  }
  if (!expanded.referred && written !== '' && isSecretName(String(path.at(-1)))) {
    draft.report({
      path,
      code: 'literal_secret',
      severity: 'warning',
      message: 'The value looks like a secret, and everyone who reads the file knows it.',
      remedy: `Put it into an environment variable and refer to it as ${referenceTo('NAME')}.`,
    })
  }
  return expanded.text
}
