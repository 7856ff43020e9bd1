/** Servers that are reached, with a policy for each. */
import { useId } from 'react'
import { Link } from 'wouter'
import { usePages } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'

/** What is reached: names of policies by slug; an empty name: none, so that every call is denied. */
export type Reaches = Readonly<Record<string, string>>

/** What is reached now, as the API gives it. */
export const reachesOf = (servers: Readonly<Record<string, { readonly policy: string | null }>>): Reaches =>
  Object.fromEntries(Object.entries(servers).map(([slug, { policy }]) => [slug, policy ?? '']))

/** As the API takes it. */
export const reachBody = (reaches: Reaches): Record<string, { policy: string | null }> =>
  Object.fromEntries(Object.entries(reaches).map(([slug, policy]) => [slug, { policy: policy === '' ? null : policy }]))

interface ReachFieldsProps {
  readonly reaches: Reaches
  readonly onChange: (reaches: Reaches) => void
  /** What is wrong with a field of the last try, by its JSON Pointer below the body; undefined: nothing. */
  readonly wrong: (field: string) => string | undefined
}

/** Shows them: a box to tick for each server, and its policy. */
export function ReachFields({ reaches, onChange, wrong }: ReachFieldsProps) {
  const organisation = useOrganisation()
  const id = useId()
  const asking = { params: { organisation }, query: { limit: 200 } }
  const servers = usePages('servers.list', asking)
  const policies = usePages('policies.list', asking)
  const toggle = (slug: string): void => {
    const { [slug]: before, ...rest } = reaches
    onChange(before === undefined ? { ...rest, [slug]: policies.items[0]?.name ?? '' } : rest)
  }
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-semibold">Servers, and the policy that holds on each</legend>
      {servers.items.length === 0 && !servers.isPending && (
        <p className="text-ink-soft">
          There is no server yet.{' '}
          <Link href="/servers/new" className="text-accent underline">
            Add one first
          </Link>
          .
        </p>
      )}
      <ul className="divide-y divide-line rounded-[7px] border border-line empty:hidden">
        {servers.items.map(({ slug, label }) => {
          const policy = reaches[slug]
          const problem = wrong(`servers/${slug}/policy`) ?? wrong(`servers/${slug}`)
          return (
            <li
              key={slug}
              className="grid items-center gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]"
            >
              <label className="flex min-w-0 items-center gap-2">
                <input
                  type="checkbox"
                  className="size-4 shrink-0 accent-accent"
                  checked={policy !== undefined}
                  onChange={() => toggle(slug)}
                />
                <span className="one-line">{label}</span>
                {label !== slug && <span className="one-line text-[0.9rem] text-ink-soft">{slug}</span>}
              </label>
              {policy !== undefined && (
                <select
                  id={`${id}-${slug}`}
                  aria-label={`Policy on ${label}`}
                  className="field-box"
                  value={policy}
                  onChange={({ target }) => onChange({ ...reaches, [slug]: target.value })}
                >
                  <option value="">None: every call is denied</option>
                  {policies.items.map(({ id: key, name }) => (
                    <option key={key} value={name}>
                      {name}
                    </option>
                  ))}
                </select>
              )}
              {problem !== undefined && <p className="text-[0.92rem] text-critical sm:col-span-2">{problem}</p>}
            </li>
          )
        })}
      </ul>
    </fieldset>
  )
}
