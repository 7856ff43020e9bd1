/** Servers and tools as they stand in lists. */
import type { Category, ServerLink, ToolLink } from '@portcullis/catalogue'
import type { Child, FC } from 'hono/jsx'
import { pathOf } from '../paths.ts'
import { CategoryTag, GradeMark, RiskBadge } from './badges.tsx'

/** A tool in a list: its name leads to its page. `says` stands below it. */
export const ToolRow: FC<{ readonly tool: ToolLink; readonly withServer?: boolean; readonly children?: Child }> = ({
  tool,
  withServer = false,
  children,
}) => (
  <li class="row">
    <div class="row-text">
      <a class="row-name mono" href={pathOf({ page: 'tool', server: tool.server, tool: tool.slug })}>
        {tool.name}
      </a>
      {withServer ? <span class="row-of">{tool.serverName}</span> : null}
      {children === undefined ? null : <p>{children}</p>}
    </div>
    <CategoryTag category={tool.category} />
    <RiskBadge level={tool.risk} />
  </li>
)

/** A server in a list. */
export const ServerRow: FC<{ readonly server: ServerLink; readonly children?: Child }> = ({ server, children }) => (
  <li class="row">
    <div class="row-text">
      <a class="row-name" href={pathOf({ page: 'server', server: server.slug })}>
        {server.name}
      </a>
      <span class="row-of">{toolCount(server.tools)}</span>
      {children === undefined ? null : <p>{children}</p>}
    </div>
    <span class="tag">Server</span>
    {server.grade === undefined ? null : <GradeMark grade={server.grade} />}
  </li>
)

/** `1 tool`, `41 tools`, or that none is known. */
export function toolCount(tools: number): string {
  if (tools === 0) return 'no tools known'
  return tools === 1 ? '1 tool' : `${tools.toLocaleString('en')} tools`
}

/** How many tools of each category, as words and as a bar. */
export const CategoryBar: FC<{ readonly counts: Readonly<Record<Category, number>> }> = ({ counts }) => {
  const shown = (Object.entries(counts) as [Category, number][]).filter(([, count]) => count > 0)
  const all = shown.reduce((sum, [, count]) => sum + count, 0)
  const starts = shown.map((_, at) => shown.slice(0, at).reduce((sum, [, count]) => sum + count, 0))
  if (all === 0) return null
  return (
    <div class="category-bar">
      <svg viewBox={`0 0 ${all} 1`} preserveAspectRatio="none" width="100%" height="8" aria-hidden="true">
        {shown.map(([category, count], at) => (
          <rect class={`fill-${category.toLowerCase()}`} x={starts[at]} y="0" width={count} height="1" />
        ))}
      </svg>
      <ul>
        {shown.map(([category, count]) => (
          <li class={`key-${category.toLowerCase()}`}>
            <b>{count}</b> {category}
          </li>
        ))}
      </ul>
    </div>
  )
}
