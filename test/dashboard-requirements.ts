/** Promises about the dashboard. */
import type { Row } from './requirements.ts'

export const DASHBOARD_PROMISES: readonly Row[] = [
  [
    'dashboard.entrance',
    'guide 40',
    'Without a session every page leads to the log-in, and back to where one wanted to go.',
  ],
  [
    'dashboard.size',
    'guide 40',
    'The first page loads less than 150 kB, compressed, from the control plane only, under a policy without exceptions.',
  ],
  [
    'dashboard.served',
    'guide 40',
    'Files of the dashboard are kept for ever, its page never, and nothing but its own pages and files is answered.',
  ],
  [
    'dashboard.keyboard',
    'guide 40',
    'Everything can be reached by keys, and whoever does not see a page is told when another one is shown.',
  ],
  ['dashboard.rows', 'guide 40', 'Ten thousand rows cost no more to draw than those that can be seen.'],
  [
    'dashboard.onboarding',
    'guide 39',
    'From the set-up link to the first refused call and the first approval, as the guide says it, by somebody who knows nothing.',
  ],
  [
    'dashboard.overview',
    'guide 40',
    'The overview says what was called, refused and why, and which budgets are nearly used up.',
  ],
  [
    'dashboard.audit',
    'guide 40',
    'Calls appear as they are made, are narrowed by what the address says, and are explained one by one.',
  ],
  [
    'dashboard.kill',
    'guide 40',
    'What is stopped in the dashboard is refused at the next call, with the reason that was typed.',
  ],
  [
    'dashboard.roles',
    'guide 40',
    'Everybody is shown what their role may see and do, and no more; the API refuses the rest by itself.',
  ],
  [
    'dashboard.cases',
    'guide 38',
    'Cases are kept with their policy for all who work on it, and a call is tried by fields that its tool names.',
  ],
  ['dashboard.teams', 'guide 40', 'Teams are made and changed, say which policies name them, and answer at once.'],
  [
    'dashboard.rights',
    'guide 40',
    'A stream of changes, approvals or decisions ends as soon as a role of its reader was taken.',
  ],
  [
    'dashboard.inert',
    'guide 40',
    'Words of strangers stay words on every page: none runs, hides, turns others around, or is wider than the screen.',
  ],
  [
    'dashboard.unsaved',
    'guide 40',
    'Whoever leaves what they typed and did not save is asked first, by a link, a key, the way back, or the window.',
  ],
  ['dashboard.frames', 'guide 40', 'No page of the control plane can be put into a frame.'],
  [
    'approvals.inbox',
    'guide 37',
    'A call that waits appears by itself, is counted everywhere, and can be answered by keys alone; it then runs once.',
  ],
  [
    'approvals.narrow',
    'guide 37',
    'A call is made narrower by a form or as JSON, which shows what differs and takes nothing wider.',
  ],
  ['approvals.reject', 'guide 37', 'The reason of a rejection, typed on a phone too, is what the agent reads.'],
  [
    'approvals.together',
    'guide 37',
    'Identical calls are answered at once, several people make a quorum, and each sees what the others do.',
  ],
  [
    'approvals.seen',
    'guide 37',
    'No answer is taken by the page before the end of the arguments was shown; what hides in them is marked.',
  ],
  [
    'approvals.stead',
    'guide 37',
    'An approver lets somebody answer in their stead and ends it; who may not answer is not shown the call.',
  ],
  [
    'approvals.search',
    'guide 37',
    'Questions are found by tool, server, grant, owner and reason, among those that may be seen.',
  ],
]
