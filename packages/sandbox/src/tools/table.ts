/** Every tool of the sandbox. */
import { campaigns } from './campaigns.ts'
import { catalogs } from './catalogs.ts'
import { coupons } from './coupons.ts'
import { events } from './events.ts'
import { flows } from './flows.ts'
import { forms } from './forms.ts'
import { images } from './images.ts'
import { lists } from './lists.ts'
import { metrics } from './metrics.ts'
import { privacy } from './privacy.ts'
import { profiles } from './profiles.ts'
import { reviews } from './reviews.ts'
import { segments } from './segments.ts'
import { tags } from './tags.ts'
import { templates } from './templates.ts'
import type { Tool } from './tool.ts'
import { webhooks } from './webhooks.ts'

/** Every tool, in the order in which they are listed. */
export const TOOLS: readonly Tool[] = [
  ...profiles,
  ...lists,
  ...segments,
  ...events,
  ...metrics,
  ...campaigns,
  ...flows,
  ...templates,
  ...catalogs,
  ...tags,
  ...webhooks,
  ...privacy,
  ...coupons,
  ...forms,
  ...reviews,
  ...images,
]
