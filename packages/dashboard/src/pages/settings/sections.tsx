/** Sections of the settings. */
import type { Action } from 'portcullis/permissions'
import type { ComponentType } from 'react'
import { ApiKeys } from './sections/api-keys.tsx'
import { General } from './sections/general.tsx'
import { Issuers } from './sections/issuers.tsx'
import { KillSwitch } from './sections/kill-switch.tsx'
import { SingleSignOn } from './sections/single-sign-on.tsx'
import { Webhooks } from './sections/webhooks.tsx'

/** A section. */
export interface Section {
  /** Last part of its address. */
  readonly id: string
  readonly label: string
  /** Without it there is nothing to see. */
  readonly needs: Action
  readonly view: ComponentType
}

/** All of them, in the order in which they are shown. */
export const SECTIONS: readonly Section[] = [
  { id: 'general', label: 'General', needs: 'organisation.read', view: General },
  { id: 'kill-switch', label: 'Kill switch', needs: 'organisation.read', view: KillSwitch },
  { id: 'api-keys', label: 'API keys', needs: 'key.read', view: ApiKeys },
  { id: 'webhooks', label: 'Webhooks', needs: 'audit.edit', view: Webhooks },
  { id: 'single-sign-on', label: 'Single sign-on', needs: 'sign_on.edit', view: SingleSignOn },
  { id: 'issuers', label: 'Token issuers', needs: 'issuer.edit', view: Issuers },
]
