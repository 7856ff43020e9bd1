/** How a stack is put together: pick servers, or paste a configuration. */
import { type ServerFacts, study } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { toolCount } from '../components/links.tsx'

/** Properties of the form to pick from. */
export interface PickProps {
  readonly chosen: readonly ServerFacts[]
  /** What was searched for, and what was found that is not chosen yet. */
  readonly text: string
  readonly found: readonly ServerFacts[]
}

const Choice: FC<{ readonly server: ServerFacts; readonly checked: boolean }> = ({ server, checked }) => (
  <li>
    <label class="choice">
      <input type="checkbox" name="s" value={server.slug} checked={checked} />
      <span>
        {study(server).link.name} <span class="row-of">{toolCount(server.tools.length)}</span>
      </span>
    </label>
  </li>
)

/** Checkboxes and a search, as one form: without scripts each search keeps what is chosen. */
export const PickForm: FC<PickProps> = ({ chosen, text, found }) => (
  <form class="pick" method="get" action="/stack" aria-labelledby="pick">
    <h2 id="pick">Pick servers</h2>
    <div class="search-line">
      <input
        type="search"
        name="q"
        value={text}
        maxlength={200}
        aria-label="Search servers to add"
        placeholder="github, slack, filesystem"
      />
      <button class="button" type="submit">
        Search
      </button>
    </div>
    {text !== '' && found.length === 0 ? <p class="muted">No other server fits.</p> : null}
    {found.length === 0 ? null : (
      <fieldset>
        <legend>Found</legend>
        <ul class="choices">
          {found.map((server) => (
            <Choice server={server} checked={false} />
          ))}
        </ul>
      </fieldset>
    )}
    {chosen.length === 0 ? null : (
      <fieldset>
        <legend>In this stack</legend>
        <ul class="choices">
          {chosen.map((server) => (
            <Choice server={server} checked />
          ))}
        </ul>
      </fieldset>
    )}
    {chosen.length + found.length === 0 ? null : (
      <button class="button button-primary" type="submit">
        Judge this stack
      </button>
    )}
  </form>
)

/** Where to paste. The text has no name: it cannot be sent. What is sent is made of it by a script, and shown first. */
export const PasteForm: FC<{ readonly reader: string; readonly problem?: string | undefined }> = ({
  reader,
  problem,
}) => (
  <form class="paste needs-js" method="post" action="/stack" data-paste={reader} aria-labelledby="paste">
    <h2 id="paste">Paste a client’s configuration</h2>
    <p class="muted">
      Of Claude Desktop, Claude Code, Cursor, VS Code, Windsurf, Codex, Gemini CLI, Zed, or any file with{' '}
      <code>mcpServers</code>. Your browser reads it. Variables, headers and arguments never leave it.
    </p>
    <div class="field">
      <label for="paste-text">Configuration</label>
      <textarea id="paste-text" rows={8} spellcheck={false} autocomplete="off" aria-describedby="paste-problem" />
      <p class="field-problem" id="paste-problem" role="status">
        {problem ?? ''}
      </p>
    </div>
    <details hidden data-preview>
      <summary>What is sent</summary>
      <section aria-label="What is sent">
        <pre tabindex={0}>
          <code />
        </pre>
      </section>
    </details>
    <input type="hidden" name="config" />
    <button class="button button-primary" type="submit">
      Judge it
    </button>
  </form>
)
