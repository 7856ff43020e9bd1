/** Slugs that are suggested for new servers. */

/** Parts of host names that say nothing. */
const EMPTY = new Set(['mcp', 'api', 'www', 'com', 'net', 'org', 'io', 'dev', 'ai', 'app', 'co', 'server', 'localhost'])

/** `GitHub MCP` → `github-mcp`; at most 63 of a–z, 0–9 and hyphens, or nothing. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '')

/** `https://mcp.shop.example.com/mcp` → `shop`; nothing while it is no URL. */
export function slugOfUrl(url: string): string {
  if (!URL.canParse(url)) return ''
  const { hostname } = new URL(url)
  if (/^[\d.]+$|^\[/.test(hostname)) return 'server'
  const parts = hostname.split('.')
  return slugOf(parts.find((part) => !EMPTY.has(part)) ?? parts[0] ?? '')
}
