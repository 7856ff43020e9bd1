/** Which organisation is looked at: as the address says (`?organisation=acme`), else the one that was last. */
import type { Account } from '../api/who.ts'

const KEY = 'portcullis.organisation'

/** An organisation of the account. */
export interface Belonging {
  readonly id: string
  readonly label: string
}

/** Those to which it belongs. */
export function belongings({ roles }: Account): readonly Belonging[] {
  const found = new Map(roles.map(({ organisation, label }) => [organisation, label]))
  return [...found].map(([id, label]) => ({ id, label })).toSorted((a, b) => a.label.localeCompare(b.label))
}

/** The one that is looked at; undefined: the account belongs to none. */
export function chosenOrganisation(account: Account): Belonging | undefined {
  const all = belongings(account)
  const named = new URLSearchParams(location.search).get('organisation')
  const wanted = [named, localStorage.getItem(KEY)]
  const found = wanted.map((id) => all.find((one) => one.id === id)).find((one) => one !== undefined) ?? all[0]
  if (found !== undefined) localStorage.setItem(KEY, found.id)
  return found
}

/** Looks at another one, from its overview on. */
export function lookAt(organisation: string): void {
  localStorage.setItem(KEY, organisation)
  location.assign('/')
}
