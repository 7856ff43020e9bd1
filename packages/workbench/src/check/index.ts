/** Findings of policies. */
export { type Checked, checkPolicy, type Surroundings } from './check-policy.ts'
export { FINDINGS } from './described.ts'
export { type Described, type Example, type Finding, referenceOf, type Severity } from './finding.ts'
export { findingPage, findingsIndex } from './page.ts'
