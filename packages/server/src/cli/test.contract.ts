/** Runs `portcullis test` on texts, for its tests. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestOptions, testFiles } from './test.ts'

/** What the command printed, and how it ended. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** Writes files into a folder of their own, and runs the cases in it. */
export async function runTest(
  files: Readonly<Record<string, string>>,
  options: Partial<TestOptions> = {},
  named: readonly string[] = ['.'],
): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-test-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    const printed: Record<'out' | 'error', string[]> = { out: [], error: [] }
    const output = {
      out: (text: string) => void printed.out.push(text),
      error: (text: string) => void printed.error.push(text),
      exit: () => undefined,
    }
    const paths = named.map((name) => join(folder, name))
    const code = await testFiles(paths, { format: 'text', ...options }, output)
    const here = (texts: readonly string[]): string => texts.join('').replaceAll(`${folder}/`, '')
    return { code, out: here(printed.out), error: here(printed.error) }
  } finally {
    await rm(folder, { recursive: true })
  }
}
