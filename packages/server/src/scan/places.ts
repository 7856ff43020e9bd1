/** Where MCP clients keep their configuration, on Linux, macOS and Windows. */
import { posix, win32 } from 'node:path'
import type { ClientKind } from '@portcullis/catalogue'

/** A file that may be there. */
export interface Place {
  readonly client: ClientKind
  /** Absolute. */
  readonly path: string
  /** `project`: whoever wrote the project wrote it. */
  readonly origin: 'user' | 'project'
}

/** A machine, as far as places depend on it. */
export interface Machine {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly home: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

type File = readonly [client: ClientKind, ...parts: readonly string[]]

const CODE_FOLDERS = ['Code', 'Code - Insiders', 'VSCodium']

/** Below the folder in which programs keep their settings. */
const IN_SETTINGS: readonly File[] = [
  ['claude-desktop', 'Claude', 'claude_desktop_config.json'],
  ...CODE_FOLDERS.flatMap((folder): readonly File[] => [
    ['vscode', folder, 'User', 'mcp.json'],
    ['vscode', folder, 'User', 'settings.json'],
  ]),
]

/** Below the home folder. */
const IN_HOME: readonly File[] = [
  ['claude-code', '.claude.json'],
  ['cursor', '.cursor', 'mcp.json'],
  ['windsurf', '.codeium', 'windsurf', 'mcp_config.json'],
  ['windsurf', '.codeium', 'mcp_config.json'],
  ['gemini', '.gemini', 'settings.json'],
]

/** Below the folder of a project. */
const IN_PROJECT: readonly File[] = [
  ['claude-code', '.mcp.json'],
  ['cursor', '.cursor', 'mcp.json'],
  ['vscode', '.vscode', 'mcp.json'],
  ['vscode', '.vscode', 'settings.json'],
  ['codex', '.codex', 'config.toml'],
  ['gemini', '.gemini', 'settings.json'],
  ['zed', '.zed', 'settings.json'],
]

/** What an administrator sets for all users. */
const MANAGED: Readonly<Record<Machine['platform'], readonly File[]>> = {
  linux: [
    ['claude-code', '/etc/claude-code', 'managed-mcp.json'],
    ['gemini', '/etc/gemini-cli', 'settings.json'],
  ],
  darwin: [
    ['claude-code', '/Library/Application Support/ClaudeCode', 'managed-mcp.json'],
    ['gemini', '/Library/Application Support/GeminiCli', 'settings.json'],
  ],
  win32: [
    ['claude-code', 'C:\\ProgramData\\ClaudeCode', 'managed-mcp.json'],
    ['gemini', 'C:\\ProgramData\\gemini-cli', 'settings.json'],
  ],
}

/** The folder in which programs keep their settings. */
function settingsFolder({ platform, home, environment }: Machine): string {
  if (platform === 'win32') return environment['APPDATA'] || win32.join(home, 'AppData', 'Roaming')
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support')
  return environment['XDG_CONFIG_HOME'] || posix.join(home, '.config')
}

/** Every place of a user's own configuration. */
export function userPlaces(machine: Machine): readonly Place[] {
  const { platform, home, environment } = machine
  const { join } = platform === 'win32' ? win32 : posix
  const settings = settingsFolder(machine)
  const zed = { linux: join(settings, 'zed'), darwin: join(home, '.config', 'zed'), win32: join(settings, 'Zed') }
  const below = (base: string, [client, ...parts]: File): Place => ({
    client,
    path: join(base, ...parts),
    origin: 'user',
  })
  return [
    ...IN_SETTINGS.map((file) => below(settings, file)),
    ...IN_HOME.map((file) => below(home, file)),
    { client: 'codex', path: join(environment['CODEX_HOME'] || join(home, '.codex'), 'config.toml'), origin: 'user' },
    { client: 'zed', path: join(zed[platform], 'settings.json'), origin: 'user' },
    ...MANAGED[platform].map(([client, ...parts]): Place => ({ client, path: join(...parts), origin: 'user' })),
  ]
}

/** Every place of a project's configuration. */
export function projectPlaces(folder: string, platform: Machine['platform']): readonly Place[] {
  const { join } = platform === 'win32' ? win32 : posix
  return IN_PROJECT.map(([client, ...parts]) => ({ client, path: join(folder, ...parts), origin: 'project' }))
}

/** The client whose file this is, by its name and folder; `generic` where they say nothing. */
export function clientOf(path: string): ClientKind {
  const lower = path.toLowerCase().replaceAll('\\', '/')
  const known: readonly (readonly [RegExp, ClientKind])[] = [
    [/claude_desktop_config\.json$/, 'claude-desktop'],
    [/\.cursor\/mcp\.json$/, 'cursor'],
    [/\.vscode\/(?:mcp|settings)\.json$|\/user\/(?:mcp|settings)\.json$/, 'vscode'],
    [/(?:^|\/)(?:\.claude|\.mcp|managed-mcp)\.json$/, 'claude-code'],
    [/(?:^|\/)mcp_config\.json$/, 'windsurf'],
    [/\.toml$/, 'codex'],
    [/(?:\.gemini|gemini-?cli)\/settings\.json$/, 'gemini'],
    [/\/\.?zed\/settings\.json$/, 'zed'],
  ]
  return known.find(([pattern]) => pattern.test(lower))?.[1] ?? 'generic'
}
