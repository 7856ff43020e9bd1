/** Routes of policies: what they say, which version is in force, and what they would do. */

import {
  createPolicyRoute,
  deletePolicyRoute,
  editPolicyRoute,
  listPolicies,
  readBaselineRoute,
  readPolicyRoute,
  setBaselineRoute,
} from './policies.ts'
import { readCasesRoute, saveCasesRoute } from './policy-cases.ts'
import {
  checkRoute,
  compareRoute,
  evaluationRoute,
  evaluationsRoute,
  formatRoute,
  importRoute,
  learnRoute,
  replayRoute,
  simulateRoute,
  starterRoute,
  testRoute,
} from './policy-judging.ts'
import {
  dropDraftRoute,
  listVersions,
  readDraftRoute,
  readVersion,
  rollBackPolicy,
  saveDraftRoute,
  saveVersion,
} from './policy-versions.ts'

/** In the order in which they are described. */
export const POLICY_ROUTES = [
  listPolicies,
  createPolicyRoute,
  readPolicyRoute,
  editPolicyRoute,
  deletePolicyRoute,
  listVersions,
  readVersion,
  saveVersion,
  rollBackPolicy,
  readDraftRoute,
  saveDraftRoute,
  dropDraftRoute,
  readCasesRoute,
  saveCasesRoute,
  readBaselineRoute,
  setBaselineRoute,
  checkRoute,
  simulateRoute,
  compareRoute,
  testRoute,
  formatRoute,
  importRoute,
  starterRoute,
  replayRoute,
  learnRoute,
  evaluationRoute,
  evaluationsRoute,
] as const
