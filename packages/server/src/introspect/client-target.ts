/** A section of a client's configuration → what would be started or called for it. */
import type { ClientTarget } from '@portcullis/catalogue'
import type { IntrospectTarget } from './target.ts'

/** What the sections refer to. */
export interface TargetWorld {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where programs run whose section names no folder. */
  readonly folder: string
}

/** `${NAME}`, `${env:NAME}` and `${NAME:-otherwise}`, as clients write them; what cannot be resolved stays. */
function resolved(text: string, { environment }: TargetWorld): string {
  return text.replace(
    /\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]{0,127})(?::-([^}]*))?\}/g,
    (whole, name: string, otherwise?: string) =>
      (Object.hasOwn(environment, name) ? environment[name] : undefined) ?? otherwise ?? whole,
  )
}

function resolvedAll(record: Readonly<Record<string, string>>, world: TargetWorld): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, resolved(value, world)]))
}

function written(target: ClientTarget, world: TargetWorld): IntrospectTarget | undefined {
  const { command, url } = target
  if (command !== undefined)
    return {
      kind: 'stdio',
      command: resolved(command.program, world),
      args: command.args.map((argument) => resolved(argument, world)),
      env: resolvedAll(target.environment, world),
      cwd: target.folder === undefined ? world.folder : resolved(target.folder, world),
    }
  if (url === undefined) return undefined
  return { kind: 'http', url: resolved(url, world), headers: resolvedAll(target.headers, world) }
}

/** Undefined where only the client knows a part of it: what it asks its user for, or keeps in a store of its own. */
export function introspectTarget(target: ClientTarget, world: TargetWorld): IntrospectTarget | undefined {
  const made = written(target, world)
  return made === undefined || JSON.stringify(made).includes('${') ? undefined : made
}
