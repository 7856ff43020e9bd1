/** Runs `portcullis test` on texts, for its tests. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type CommandRun, ranCommand } from './command-run.contract.ts'
import { type TestOptions, testFiles } from './test.ts'

/** Writes files into a folder of their own, and runs the cases in it. */
export async function runTest(
  files: Readonly<Record<string, string>>,
  options: Partial<TestOptions> = {},
  named: readonly string[] = ['.'],
): Promise<CommandRun> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-test-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    const paths = named.map((name) => join(folder, name))
    const { code, out, error } = await ranCommand(async (output) =>
      output.exit(await testFiles(paths, { format: 'text', ...options }, output)),
    )
    const here = (text: string): string => text.replaceAll(`${folder}/`, '')
    return { code, out: here(out), error: here(error) }
  } finally {
    await rm(folder, { recursive: true })
  }
}
