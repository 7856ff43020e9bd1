/** The footer: where else to go, and what the labels are. */
import type { FC } from 'hono/jsx'
import type { SiteOptions } from '../options.ts'
import { pathOf } from '../paths.ts'

/** The footer of a page. */
export const Footer: FC<{ readonly options: SiteOptions }> = ({ options }) => {
  const { servers, tools } = options.index.counts
  return (
    <footer class="site-footer">
      <div class="wrap footer-grid">
        <p>
          <strong>Portcullis</strong> stands between agents and MCP servers: nothing passes that your rules do not let
          through.
        </p>
        <p>
          {servers.toLocaleString('en')} servers and {tools.toLocaleString('en')} tools. Labels are derived from
          definitions, not from running the tools: read them as a warning, not as a warranty.
        </p>
        <nav aria-label="More">
          <ul class="footer-links">
            <li>
              <a href={pathOf({ page: 'contact' })}>Contact</a>
            </li>
            <li>
              <a href="/llms.txt">For agents</a>
            </li>
            <li>
              <a href={pathOf({ page: 'risks' })}>How labels are made</a>
            </li>
          </ul>
        </nav>
      </div>
    </footer>
  )
}
