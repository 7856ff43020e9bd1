/** Addresses of this area's pages. */
import { type PageRoute, pageRoute } from '../../shell/page-route.ts'

export const SETTINGS_PAGES: readonly PageRoute[] = [
  pageRoute('/settings', async () => (await import('./settings-page.tsx')).SettingsPage),
  pageRoute('/settings/:section', async () => (await import('./settings-page.tsx')).SettingsPage),
]
