/** The parts of a control plane under test that servers need: nothing is allowed, nothing is offered. */
import { createGuard } from '../../egress/guard.ts'
import { createGuardedFetch } from '../../egress/guarded-fetch.ts'
import type { CommandTemplate } from '../../ports/command-template.ts'
import type { Control } from '../control.ts'
import type { FileHoldings, SuppliedCredential } from '../messages.ts'

/** Milliseconds: tests run where the machine is busy. */
const PATIENCE = 20_000

const EMPTY: FileHoldings = { servers: [], policies: [], grants: [] }

/** What a test allows. */
export interface TestServerOptions {
  /** `host:port` */
  readonly allowed?: readonly string[]
  readonly templates?: readonly CommandTemplate[]
  /** Every destination is allowed: for peers whose ports are not known beforehand. */
  readonly open?: boolean
  readonly file?: FileHoldings
  /** Credentials that the gateway was told of, in order. */
  readonly told?: SuppliedCredential[]
}

/** Parts to spread into a control plane. */
export function testServerParts(
  options: TestServerOptions = {},
): Pick<Control, 'egress' | 'installation' | 'credentials'> {
  const { allowed = [], templates = [], open = false, told = [], file = EMPTY } = options
  const strict = createGuard({ allowed: () => new Set(allowed), own: () => [] })
  const guard = open ? { allows: () => true, name: () => undefined, address: () => undefined } : strict
  return {
    egress: { guard, fetch: createGuardedFetch(guard, undefined, PATIENCE), patience: PATIENCE },
    installation: {
      templates: () => templates,
      fileServers: () => new Set(file.servers.map(({ slug }) => slug)),
      fileHoldings: () => file,
      sample: () => undefined,
      cataloguePages: () => undefined,
      catalogueEntry: async () => undefined,
      catalogueSearch: async () => [],
      folderOf: () => process.cwd(),
      exposed: () => undefined,
    },
    credentials: { tell: (put) => void told.push(...put) },
  }
}
