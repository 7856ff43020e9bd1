/** Who looks on: the account, the organisation that is looked at, and what may be done there. */
import { type Action, roleMay } from 'portcullis/permissions'
import { createContext, useContext } from 'react'
import type { Answer } from './api.ts'

/** An account with its roles. */
export type Account = Answer<'account.read'>

/** Who looks on, and where. */
export interface Who {
  readonly account: Account
  /** Slug. */
  readonly organisation: string
  /** As people call it. */
  readonly label: string
}

const WhoContext = createContext<Who | undefined>(undefined)

/** Says it to everything below. */
export const WhoProvider = WhoContext.Provider

/** Who looks on. */
export function useWho(): Who {
  const who = useContext(WhoContext)
  if (who === undefined) throw new Error('Nobody is known here: pages are shown within the shell.')
  return who
}

/** Slug of the organisation that is looked at: `params: { organisation }`. */
export const useOrganisation = (): string => useWho().organisation

/**
 * Whether who looks on may do something: in the whole organisation, or to a server (slug). Only what is shown depends on
 * it: the API decides for itself.
 */
export function useMay(action: Action, server?: string): boolean {
  const { account, organisation } = useWho()
  return account.roles.some(
    (one) =>
      one.organisation === organisation &&
      (one.server === undefined || one.server === server) &&
      roleMay(one.role, action),
  )
}

/** Whether who looks on may do something to any server of the organisation, or to all of it: a list has something for them. */
export function useMaySome(action: Action): boolean {
  const { account, organisation } = useWho()
  return account.roles.some((one) => one.organisation === organisation && roleMay(one.role, action))
}
