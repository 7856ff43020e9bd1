/** `portcullis audit`: proves the logs whole, and exports them. */
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { EXPORT_FORM_NAMES, type ExportFormName } from '../control/audit/export/forms.ts'
import { exportAudit } from './audit-export.ts'
import { printAuditKey } from './audit-key.ts'
import { registerAuditReading } from './audit-reading/register.ts'
import { verifyAudit } from './audit-verify.ts'
import { processOutput } from './command-output.ts'

interface Common {
  readonly config: string
  readonly json: boolean
}

const usualConfiguration = (): string => `${process.env['PORTCULLIS_HOME'] ?? 'data'}/portcullis.yaml`

/** Adds the command to the program. */
export function registerAudit(program: Command): void {
  const audit = program
    .command('audit')
    .description('prove the decision log and the log of changes whole, and export them')
  const common = (name: string, summary: string): Command =>
    audit
      .command(name)
      .description(summary)
      .option('-c, --config <file>', 'the configuration of the installation', usualConfiguration())
  common('verify', 'find whatever was edited, removed, moved or doubled, up to the last anchor')
    .argument('[place]', 'a data folder, or an export, in place of the configuration')
    .option('--anchor <file>', 'checkpoints that were kept outside of the data folder')
    .option('--public-key <file>', 'the public key of the installation, as you kept it elsewhere')
    .option('--json', 'JSON instead of lines', false)
    .action((place: string | undefined, options: Common & { readonly anchor?: string; readonly publicKey?: string }) =>
      verifyAudit(
        {
          place,
          config: options.config,
          anchor: options.anchor === undefined ? undefined : resolve(options.anchor),
          publicKey: options.publicKey,
          json: options.json,
        },
        processOutput,
      ),
    )
  common('export', 'print decisions or changes of an organisation, oldest first')
    .addOption(new Option('--form <form>', 'form of the records').choices(EXPORT_FORM_NAMES).default('jsonl'))
    .addOption(new Option('--of <records>', 'what is exported').choices(['decisions', 'changes']).default('decisions'))
    .option('--organisation <id>', 'whose', 'local')
    .option('--since <time>', 'not before this time (ISO 8601)')
    .option('--until <time>', 'before this time (ISO 8601)')
    .action(
      (options: {
        readonly config: string
        readonly form: ExportFormName
        readonly of: 'decisions' | 'changes'
        readonly organisation: string
        readonly since?: string
        readonly until?: string
      }) => exportAudit({ since: undefined, until: undefined, ...options }, processOutput),
    )
  common('key', 'print the public key by which checkpoints and exports are signed').action((options: Common) =>
    printAuditKey(options.config, processOutput),
  )
  registerAuditReading(audit)
}
