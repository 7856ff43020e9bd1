import { describe, expect, it } from 'vitest'
import { clientOf, type Machine, projectPlaces, userPlaces } from './places.ts'
import { shownPath } from './scan.ts'

const MACHINES: Readonly<Record<Machine['platform'], Machine>> = {
  linux: { platform: 'linux', home: '/home/me', environment: {} },
  darwin: { platform: 'darwin', home: '/Users/me', environment: {} },
  win32: { platform: 'win32', home: 'C:\\Users\\me', environment: { APPDATA: 'C:\\Users\\me\\AppData\\Roaming' } },
}

const paths = (machine: Machine) => userPlaces(machine).map(({ client, path }) => `${client} ${path}`)

describe('places', () => {
  it.each([
    ['linux', 'claude-desktop /home/me/.config/Claude/claude_desktop_config.json'],
    ['linux', 'vscode /home/me/.config/Code/User/mcp.json'],
    ['linux', 'vscode /home/me/.config/Code - Insiders/User/settings.json'],
    ['linux', 'zed /home/me/.config/zed/settings.json'],
    ['linux', 'codex /home/me/.codex/config.toml'],
    ['linux', 'gemini /etc/gemini-cli/settings.json'],
    ['darwin', 'claude-desktop /Users/me/Library/Application Support/Claude/claude_desktop_config.json'],
    ['darwin', 'vscode /Users/me/Library/Application Support/Code/User/mcp.json'],
    ['darwin', 'cursor /Users/me/.cursor/mcp.json'],
    ['darwin', 'zed /Users/me/.config/zed/settings.json'],
    ['darwin', 'claude-code /Library/Application Support/ClaudeCode/managed-mcp.json'],
    ['win32', 'claude-desktop C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json'],
    ['win32', 'vscode C:\\Users\\me\\AppData\\Roaming\\Code\\User\\settings.json'],
    ['win32', 'claude-code C:\\Users\\me\\.claude.json'],
    ['win32', 'windsurf C:\\Users\\me\\.codeium\\windsurf\\mcp_config.json'],
    ['win32', 'zed C:\\Users\\me\\AppData\\Roaming\\Zed\\settings.json'],
    ['win32', 'gemini C:\\ProgramData\\gemini-cli\\settings.json'],
  ] as const)('on %s: %s', (platform, wanted) => {
    expect(paths(MACHINES[platform])).toContain(wanted)
  })

  it('follow what the user set', () => {
    const environment = { XDG_CONFIG_HOME: '/x/config', CODEX_HOME: '/x/codex' }
    expect(paths({ ...MACHINES.linux, environment })).toEqual(
      expect.arrayContaining([
        'claude-desktop /x/config/Claude/claude_desktop_config.json',
        'zed /x/config/zed/settings.json',
        'codex /x/codex/config.toml',
      ]),
    )
  })

  it.each(Object.values(MACHINES))('tell the client by the path, on $platform', (machine) => {
    const { platform, home } = machine
    for (const { path, client } of [...userPlaces(machine), ...projectPlaces(`${home}/shop`, platform)])
      expect([path, clientOf(path)]).toEqual([path, client])
  })

  it('of no client are any client’s', () => {
    for (const path of ['some/servers.json', 'mcp.json', '/x/settings.json']) expect(clientOf(path)).toBe('generic')
  })

  it.each([
    ['/home/me/.claude.json', '/home/me', '~/.claude.json'],
    ['/home/me2/.claude.json', '/home/me', '/home/me2/.claude.json'],
    ['C:\\Users\\me\\.claude.json', 'C:\\Users\\me', '~\\.claude.json'],
    ['/x', '', '/x'],
  ])('%s below %s is shown as %s', (path, home, wanted) => {
    expect(shownPath(path, home)).toBe(wanted)
  })
})
