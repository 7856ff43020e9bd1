/** Where the first installation is, and so the configuration that commands mean where none is named. */
import { join, resolve } from 'node:path'

/** The folder of the first installation. */
export const homeFolder = (): string => process.env['PORTCULLIS_HOME'] ?? 'data'

/** Absolute path of the configuration that is meant. */
export const configurationPath = (named: string | undefined): string =>
  resolve(named ?? join(homeFolder(), 'portcullis.yaml'))
