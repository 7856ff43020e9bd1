import { readdirSync } from 'node:fs'
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CommandOutput } from './command-output.ts'
import { formatCodes, formatFiles } from './fmt.ts'

const UGLY = '{"default":"deny",\n"version":"1"}'
const CANONICAL = '{\n  "version": "1",\n  "default": "deny"\n}\n'

describe('fmt', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-fmt-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const said: string[] = []
  const output: CommandOutput = { out: (text) => said.push(text), error: (text) => said.push(text), exit: () => {} }
  const put = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }

  it('writes files anew, keeps their permissions, and leaves nothing beside them', async () => {
    const path = await put('policy.json', UGLY)
    await chmod(path, 0o640)
    expect(await formatFiles([path], { check: false, format: 'text' }, output)).toBe(formatCodes.fine)
    expect(await readFile(path, 'utf8')).toBe(CANONICAL)
    expect((await stat(path)).mode & 0o777).toBe(0o640)
    expect(await readdir(folder)).toEqual(['policy.json'])
  })

  it('with --check writes nothing, and ends with 1', async () => {
    const paths = [await put('a.json', UGLY), await put('b.json', CANONICAL)]
    said.length = 0
    expect(await formatFiles(paths, { check: true, format: 'text' }, output)).toBe(formatCodes.unformatted)
    expect(said.join('')).toMatch(/a\.json\n$/)
    expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe(UGLY)
  })

  it('leaves a policy with errors as it is, and goes on with the others', async () => {
    const paths = [await put('a.json', '{"version":"2"}'), await put('b.json', UGLY), join(folder, 'missing.json')]
    said.length = 0
    expect(await formatFiles(paths, { check: false, format: 'text' }, output)).toBe(formatCodes.refused)
    expect(said.join('')).toMatch(/a\.json:1:\d+ /)
    expect(said.join('')).toMatch(/missing\.json:1:1 It cannot be formatted/)
    expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('{"version":"2"}')
    expect(await readFile(join(folder, 'b.json'), 'utf8')).toBe(CANONICAL)
  })

  it('keeps permissions that no new file gets, and writes through a link', async () => {
    const path = await put('policy.json', UGLY)
    await chmod(path, 0o666)
    await symlink('policy.json', join(folder, 'link.json'))
    await formatFiles([join(folder, 'link.json')], { check: false, format: 'text' }, output)
    expect((await lstat(join(folder, 'link.json'))).isSymbolicLink()).toBe(true)
    expect(await readFile(path, 'utf8')).toBe(CANONICAL)
    expect((await stat(path)).mode & 0o777).toBe(0o666)
  })

  it('reports as JSON what became of each file, with every problem', async () => {
    const paths = [await put('a.json', '{"version":"2","defualt":"deny"}'), await put('b.json', UGLY)]
    said.length = 0
    await formatFiles(paths, { check: false, format: 'json' }, output)
    const [refused, written] = JSON.parse(said.join('')).files
    expect([refused.outcome, written.outcome]).toEqual(['refused', 'written'])
    expect(refused.problems.length).toBeGreaterThan(1)
  })

  it('has nothing to do for any policy of the repository: its own formatter agrees', async () => {
    const files = ['docs/cookbook', 'examples'].flatMap((name) => policiesBelow(join(ROOT, name)))
    expect(files.length).toBeGreaterThan(40)
    said.length = 0
    expect(await formatFiles(files, { check: true, format: 'text' }, output)).toBe(formatCodes.fine)
    expect(said).toEqual([])
  })
})

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))

/** Whatever is JSON there, lists of tools and clients' settings apart. */
function policiesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) =>
    name.endsWith('.json') && !/(?:^|[\\/])(?:tools|\.mcp)\.json$/.test(name) ? [join(folder, name)] : [],
  )
}
