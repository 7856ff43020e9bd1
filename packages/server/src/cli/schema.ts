/** `portcullis schema`: the JSON Schemas that editors complete and check documents by. */
import { policyJsonSchema } from '@portcullis/engine'
import { casesJsonSchema } from '@portcullis/workbench'
import { Argument, type Command } from 'commander'
import { configJsonSchema } from '../config/json-schema.ts'
import { type CommandOutput, processOutput } from './command-output.ts'

/** What there is a schema of. */
export const SCHEMAS = { policy: policyJsonSchema, config: configJsonSchema, cases: casesJsonSchema } as const

const HELP = `
Examples:
  portcullis schema > policy.schema.json         then "$schema": "./policy.schema.json" in a policy
  portcullis schema config > config.schema.json  for portcullis.yaml

Ends with 0: printed. 2: the command was wrong.`

/** Adds the command to the program. */
export function registerSchema(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('schema')
    .description('print the JSON Schema of policies, of the configuration, or of cases, for editors')
    .addArgument(new Argument('[document]', 'of what').choices(['policy', 'config', 'cases']).default('policy'))
    .addHelpText('after', HELP)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : 2)
    })
    .action((document: keyof typeof SCHEMAS) => output.out(`${JSON.stringify(SCHEMAS[document](), undefined, 2)}\n`))
}
