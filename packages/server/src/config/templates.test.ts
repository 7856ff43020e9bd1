import { describe, expect, it } from 'vitest'
import { accepted, describeProblems, load, main } from './load.contract.ts'

const yaml = (template: string): string => `templates:\n  files:\n    command: ${process.execPath}\n${template}`

describe('templates', () => {
  it('are resolved, with the operator’s own values', async () => {
    const { settings } = accepted(
      await load(
        yaml(
          [
            '    description: Files of a team.',
            '    args: [serve, "--root={folder}", "{{x}}"]',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration's own references.
            '    env: {TOKEN: "{token}", BASE: "${KEY}"}',
            '    idle_timeout: 1m',
            '    parameters:',
            '      folder: {type: path, within: /srv/shared/}',
            '      token: {type: secret, description: Of the account.}',
          ].join('\n'),
        ),
      ),
    )
    expect(settings.templates).toEqual([
      {
        name: 'files',
        description: 'Files of a team.',
        command: process.execPath,
        args: ['serve', '--root={folder}', '{{x}}'],
        env: expect.objectContaining({ TOKEN: '{token}', BASE: 'k-secret', HOME: '/nowhere' }),
        cwd: undefined,
        share: 'session',
        maxChildren: 16,
        idleTimeout: 60_000,
        parameters: {
          folder: { kind: 'path', within: '/srv/shared/', description: 'No description.', standard: undefined },
          token: { kind: 'secret', description: 'Of the account.', standard: undefined },
        },
      },
    ])
  })
})

describe('destinations', () => {
  it('are hosts with ports, in the form of URLs', async () => {
    const { settings } = accepted(await load('allow_destinations: ["mcp.internal:8080", "127.0.0.1:9000", "[::1]:80"]'))
    expect(settings.allowDestinations).toEqual(['mcp.internal:8080', '127.0.0.1:9000', '[::1]:80'])
  })
})

describeProblems('templates and destinations with problems', [
  {
    name: 'a place without a parameter, a parameter without a place',
    text: yaml('    args: ["{a}"]\n    parameters:\n      b: {type: text}\n'),
    wanted: main(
      '4:12 error wrong_value /templates/files/args/0',
      '6:10 error wrong_value /templates/files/parameters/b',
    ),
  },
  {
    name: 'a secret among the arguments',
    text: yaml('    args: ["--key={key}"]\n    parameters: {key: {type: secret}}\n'),
    wanted: main('4:12 error wrong_value /templates/files/args/0'),
  },
  {
    name: 'keys of another kind, and missing ones',
    text: yaml(
      '    args: ["{a}{b}"]\n    parameters:\n      a: {type: choice, min: 1}\n      b: {type: path, within: tmp}\n',
    ),
    wanted: main(
      '6:7 error missing_key /templates/files/parameters/a',
      '6:25 error wrong_combination /templates/files/parameters/a/min',
      '7:31 error wrong_value /templates/files/parameters/b/within',
    ),
  },
  {
    name: 'variables that would load code',
    text: yaml('    env: {NODE_OPTIONS: "--require x"}\n'),
    wanted: main('4:11 error forbidden_variable /templates/files/env/NODE_OPTIONS'),
  },
  {
    name: 'destinations that are none',
    text: 'allow_destinations: ["mcp.internal", "HOST:80", "a:0", "a:99999", "u@a:80", "10.0.0.0/8:80"]',
    wanted: main(
      ...[22, 38, 49, 56, 67, 77].map((column, i) => `1:${column} error wrong_value /allow_destinations/${i}`),
    ),
  },
])
