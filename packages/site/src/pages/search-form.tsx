/** The search: a form that works by itself; with scripts it answers while one types. */
import { CATEGORIES, type Filters, RISK_LEVELS } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { KINDS, QUERY_LIMIT, type SearchQuery, TRANSPORTS } from './query.ts'

interface Choice {
  readonly name: string
  readonly label: string
  readonly any: string
  readonly values: readonly (readonly [value: string, text: string])[]
  readonly chosen: string | undefined
}

const TRANSPORT_TEXTS = { stdio: 'stdio (local)', http: 'HTTP', sse: 'HTTP + SSE' } as const

function choices(filters: Filters): readonly Choice[] {
  const same = (value: string): readonly [string, string] => [value.toLowerCase(), value]
  return [
    {
      name: 'kind',
      label: 'Kind',
      any: 'Servers and tools',
      values: KINDS.map((kind) => [kind, kind === 'tool' ? 'Tools' : 'Servers']),
      chosen: filters.kind,
    },
    {
      name: 'category',
      label: 'Category',
      any: 'Any category',
      values: CATEGORIES.map(same),
      chosen: filters.category?.toLowerCase(),
    },
    {
      name: 'risk',
      label: 'Risk',
      any: 'Any risk',
      values: RISK_LEVELS.map(same),
      chosen: filters.risk?.toLowerCase(),
    },
    {
      name: 'transport',
      label: 'Transport',
      any: 'Any transport',
      values: TRANSPORTS.map((transport) => [transport, TRANSPORT_TEXTS[transport]]),
      chosen: filters.transport,
    },
  ]
}

const Select: FC<Choice> = ({ name, label, any, values, chosen }) => (
  <label class="filter">
    <span class="sr">{label}</span>
    <select name={name} class={chosen === undefined ? undefined : 'chosen'}>
      <option value="">{any}</option>
      {values.map(([value, text]) => (
        <option value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </select>
  </label>
)

/** The form with its filters. Results stand in `#results`. */
export const SearchForm: FC<{ readonly query: SearchQuery }> = ({ query: { text, filters } }) => (
  <search>
    <form class="search" action="/catalogue" method="get" data-search>
      <div class="search-line">
        <label class="sr" for="q">
          Search servers and tools
        </label>
        <input
          id="q"
          type="search"
          name="q"
          value={text}
          maxlength={QUERY_LIMIT}
          placeholder="create_coupon_code, github, delete…"
          autocomplete="off"
          spellcheck={false}
          aria-controls="results"
        />
        <button type="submit" class="button button-primary">
          Search
        </button>
      </div>
      <fieldset class="filters">
        <legend class="sr">Narrow the search</legend>
        {choices(filters).map((choice) => (
          <Select {...choice} />
        ))}
        <label class="filter-check">
          <input type="checkbox" name="official" value="yes" checked={filters.official === true} /> Official only
        </label>
      </fieldset>
    </form>
  </search>
)
