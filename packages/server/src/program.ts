/** The program `portcullis` and its commands. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { registerBridge } from './cli/bridge.ts'
import { registerCatalogue } from './cli/catalogue.ts'
import { registerCheck } from './cli/check.ts'
import { registerContact } from './cli/contact.ts'
import { registerDemo } from './cli/demo.ts'
import { registerFormat } from './cli/fmt.ts'
import { registerGrant } from './cli/grant.ts'
import { registerImportPolicy } from './cli/import.ts'
import { registerLog } from './cli/log.ts'
import { logFile } from './cli/log-file.ts'
import { registerReload } from './cli/reload.ts'
import { registerScan } from './cli/scan.ts'
import { registerStart } from './cli/start.ts'
import { registerTest } from './cli/test.ts'
import { registerWrap } from './cli/wrap.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** The program with all its commands; the reference of the command line is generated from it. */
export function createProgram(): Command {
  const program = new Command('portcullis')
    .description('A policy gateway between MCP clients and MCP servers.')
    .version(version)
    .showHelpAfterError()
  for (const register of [
    registerStart,
    registerWrap,
    registerBridge,
    registerDemo,
    registerCheck,
    registerFormat,
    registerGrant,
    registerImportPolicy,
    registerCatalogue,
    registerContact,
    registerReload,
    registerScan,
    registerTest,
  ]) {
    register(program)
  }
  registerLog(program, logFile)
  return program
}
