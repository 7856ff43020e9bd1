/** The pages of the catalogue. */
export { createSite } from './app.tsx'
export { ASSETS, type Asset, type Assets } from './assets.ts'
export {
  type CheckedForm,
  CONTACT_BOUNDS,
  CONTACT_TOPICS,
  checkContactForm,
  type FormCheck,
  type FormProblems,
} from './contact/form.ts'
export type { SiteBindings } from './contact/sender.ts'
export { outputRoutes } from './feeds/output-routes.ts'
export { type Writer, writerFor } from './markdown/blocks.ts'
export { serverMarkdown } from './markdown/server.ts'
export { toolMarkdown } from './markdown/tool.ts'
export type { ContactDesk, ContactForm, ContactOutcome, SiteOptions } from './options.ts'
export { markdownPathOf, pathOf, picturePathOf } from './paths.ts'
export { openFolder, type Put } from './static/folder.ts'
export { type StaticOptions, writeSite } from './static/write-site.ts'
