/** The control plane of a gateway that runs: started with what the configuration says of it, told what changes. */
import type { ControlLine } from '../compose/line.ts'
import type { Configuration } from '../config/configuration.ts'
import { formatAddress } from '../config/field/address.ts'
import { adminHosts } from '../config/hosts.ts'
import type { ListenerTls } from '../control/messages.ts'
import { type ListensAt, type RunningControl, startControl } from '../control/start-control.ts'
import { fileFacts } from './file-facts.ts'
import { withSample } from './sample-facts.ts'

/** What the control plane needs of its gateway. */
export interface ControlWish {
  readonly configuration: Configuration
  /** Undefined: the gateway was put together without one. */
  readonly line: ControlLine | undefined
  /** Address of the sample server of a first installation. */
  readonly sample: string | undefined
  readonly diagnose: (text: string) => void
}

/** Starts it; undefined where the configuration switches it off. */
export function runControl({ configuration, line, sample, diagnose }: ControlWish): RunningControl | undefined {
  const { settings } = configuration
  const address = settings.listen.admin
  if (address === undefined || line === undefined) return undefined
  return startControl({
    start: {
      host: address.host,
      port: address.port,
      hosts: [...adminHosts(settings, address.port)],
      origin: settings.admin.publicOrigin,
      tls: adminTls(configuration),
      trustedProxies: settings.trustedProxies,
      dataFolder: settings.dataFolder,
      keys: settings.keys,
      gateway: line.own,
      log: settings.log.file,
      database: settings.admin.database,
      factsMonths: settings.audit.factsMonths,
      registration: settings.admin.registration,
      mail: settings.admin.mail,
      watchers: settings.operations.watchers,
      file: withSample(fileFacts(configuration), configuration, sample),
    },
    line,
    diagnose,
  })
}

/** The certificate of the control plane's listener; undefined: it speaks no TLS, as on this machine alone nobody listens in. */
export const adminTls = ({ settings: { listen, tls } }: Configuration): ListenerTls | undefined =>
  listen.admin === undefined || listen.admin.loopback ? undefined : tls

/** Where people administer a gateway. */
export interface Administration {
  /** `http://127.0.0.1:4101` */
  readonly origin: string
  /** The link by which the first account is made, shown once; undefined: there are accounts. */
  readonly setUp: string | undefined
}

/** Where they do once it listens; undefined where the address could not be had, or not within that time, milliseconds. */
export async function administrationOf(
  control: RunningControl | undefined,
  configuration: Configuration,
  patience: number,
): Promise<Administration | undefined> {
  const at = control && (await within(control.tried, patience))
  return at && administrationAt(configuration, at)
}

/** Where people administer what listens there. */
export function administrationAt({ settings }: Configuration, { port, setUp }: ListensAt): Administration {
  const address = settings.listen.admin
  const scheme = settings.tls === undefined || address?.loopback === true ? 'http' : 'https'
  const own = `${scheme}://${formatAddress({ host: address?.host ?? 'localhost', port })}`
  return { origin: settings.admin.publicOrigin ?? own, setUp }
}

/** What a promise resolves to; undefined where it takes longer than so many milliseconds. */
export async function within<Value>(promise: Promise<Value>, patience: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patience)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
