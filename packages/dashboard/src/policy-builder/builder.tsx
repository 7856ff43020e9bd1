/** The visual builder: a policy as forms, each of which says what it does. */

import { ClassRules, Entries, EveryCall } from './sections/entries.tsx'
import { BesideTools, EveryResult, HiddenNames, Settings } from './sections/settings.tsx'
import { ToolList } from './tools/tool-list.tsx'

/** Shows it. Stands within a `BuilderProvider`. */
export function PolicyBuilder() {
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <section className="panel min-w-0" aria-label="Tools of the server">
        <ToolList />
      </section>
      <Entries />
      <ClassRules />
      <EveryCall />
      <HiddenNames />
      <BesideTools />
      <EveryResult />
      <Settings />
    </div>
  )
}
