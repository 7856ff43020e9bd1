/** Packages that many people run, and the repositories that publish them: what look-alikes imitate. Facts. */

const REFERENCE = 'github.com/modelcontextprotocol/servers'
const ARCHIVED = 'github.com/modelcontextprotocol/servers-archived'

/** Names of packages after `@modelcontextprotocol/server-` and, on PyPI, after `mcp-server-`; and where they come from. */
const REFERENCES: readonly (readonly [registry: 'npm' | 'pypi', name: string, repository: string])[] = [
  ['npm', 'filesystem', `${REFERENCE}#src/filesystem`],
  ['npm', 'memory', `${REFERENCE}#src/memory`],
  ['npm', 'everything', `${REFERENCE}#src/everything`],
  ['npm', 'sequential-thinking', `${REFERENCE}#src/sequentialthinking`],
  ['pypi', 'fetch', `${REFERENCE}#src/fetch`],
  ['pypi', 'git', `${REFERENCE}#src/git`],
  ['pypi', 'time', `${REFERENCE}#src/time`],
  ['pypi', 'sqlite', `${ARCHIVED}#src/sqlite`],
  ['pypi', 'sentry', `${REFERENCE}#sentry`],
  ['npm', 'github', `${ARCHIVED}#src/github`],
  ['npm', 'gitlab', `${REFERENCE}#gitlab`],
  ['npm', 'slack', `${ARCHIVED}#src/slack`],
  ['npm', 'postgres', `${REFERENCE}#postgresql`],
  ['npm', 'puppeteer', `${ARCHIVED}#src/puppeteer`],
  ['npm', 'brave-search', `${ARCHIVED}#src/brave-search`],
  ['npm', 'google-maps', `${ARCHIVED}#src/google-maps`],
  ['npm', 'gdrive', `${REFERENCE}#google-drive`],
  ['npm', 'everart', `${REFERENCE}#everart`],
]

const VENDORS: readonly (readonly [key: string, repository: string])[] = [
  ['npm:@playwright/mcp', 'github.com/microsoft/playwright-mcp'],
  ['npm:@notionhq/notion-mcp-server', 'github.com/makenotion/notion-mcp-server'],
  ['npm:@stripe/mcp', 'github.com/stripe/agent-toolkit'],
  ['npm:@upstash/context7-mcp', 'github.com/upstash/context7'],
  ['npm:firecrawl-mcp', 'github.com/firecrawl/firecrawl-mcp-server'],
  ['npm:@azure/mcp', 'github.com/microsoft/mcp#servers/azure.mcp.server'],
  ['npm:@supabase/mcp-server-supabase', 'github.com/supabase-community/supabase-mcp'],
  ['npm:@sentry/mcp-server', 'github.com/getsentry/sentry-mcp'],
  ['npm:@cloudflare/mcp-server-cloudflare', 'github.com/cloudflare/mcp-server-cloudflare'],
  ['npm:tavily-mcp', 'github.com/tavily-ai/tavily-mcp'],
  ['npm:exa-mcp-server', 'github.com/exa-labs/exa-mcp-server'],
  ['npm:@heroku/mcp-server', 'github.com/heroku/heroku-mcp-server'],
  ['npm:@browserbasehq/mcp', 'github.com/browserbase/mcp-server-browserbase'],
  ['npm:chrome-devtools-mcp', 'github.com/chromedevtools/chrome-devtools-mcp'],
  ['npm:figma-developer-mcp', 'github.com/glips/figma-context-mcp'],
  ['npm:@wonderwhy-er/desktop-commander', 'github.com/wonderwhy-er/desktopcommandermcp'],
  ['npm:mcp-remote', 'github.com/geelen/mcp-remote'],
  ['pypi:mcp-atlassian', 'github.com/sooperset/mcp-atlassian'],
  ['pypi:klaviyo-mcp-server', 'github.com/klaviyo/klaviyo-mcp-server'],
  ['pypi:duckduckgo-mcp-server', 'github.com/nickclyde/duckduckgo-mcp-server'],
  ['pypi:blender-mcp', 'github.com/ahujasid/blender-mcp'],
  ['pypi:awslabs.aws-api-mcp-server', 'github.com/awslabs/mcp'],
  ['oci:ghcr.io/github/github-mcp-server', 'github.com/github/github-mcp-server'],
]

/** Repository by package key, such as `npm:@playwright/mcp`. */
export const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ...REFERENCES.map(([registry, name, repository]): readonly [string, string] => [
    registry === 'npm' ? `npm:@modelcontextprotocol/server-${name}` : `pypi:mcp-server-${name}`,
    repository,
  ]),
  ...VENDORS,
])
