/** Routes of people and programs: how they get in, what they are, who gave it to them. */
import {
  askForAccount,
  askForNewPassword,
  changePassword,
  readAccount,
  readEntrance,
  renameAccount,
  resetPassword,
  setUpFirst,
  verifyAccount,
} from './accounts.ts'
import { createApiKey, editApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import { dropSecondFactorOf, editAccount, linkToNewPassword, listAccounts, makeAdmin } from './installation-accounts.ts'
import {
  createInvitation,
  joinByInvitation,
  listInvitations,
  readInvitation,
  revokeInvitation,
  takeInvitation,
} from './invitations.ts'
import { editMember, leaveOrganisation, listMembers, removeMember } from './members.ts'
import {
  addPasskeyRoute,
  beginPasskey,
  beginPasskeyLogIn,
  listPasskeys,
  openSessionByPasskey,
  removePasskey,
} from './passkeys.ts'
import { beginSecondFactor, confirmSecondFactor, dropSecondFactor, renewSpareCodes } from './second-factor.ts'
import { endAllSessions, endSession, listSessions, openSession, openSessionWithCode, proveSession } from './sessions.ts'
import { createSignOn, editSignOn, listSignOns, removeSignOn } from './sign-on.ts'
import { arriveBySignOn, departBySignOn, listEntrances } from './sign-on-journeys.ts'
import {
  allowTerminal,
  beginTerminalLogIn,
  openTerminalSession,
  readTerminalLogIn,
  refuseTerminal,
} from './terminals.ts'

/** In the order in which they are described. */
export const ACCOUNT_ROUTES = [
  readEntrance,
  openSession,
  openSessionWithCode,
  beginPasskeyLogIn,
  openSessionByPasskey,
  proveSession,
  listSessions,
  endSession,
  endAllSessions,
  beginTerminalLogIn,
  openTerminalSession,
  readTerminalLogIn,
  allowTerminal,
  refuseTerminal,
  readAccount,
  renameAccount,
  changePassword,
  askForNewPassword,
  resetPassword,
  beginSecondFactor,
  confirmSecondFactor,
  dropSecondFactor,
  renewSpareCodes,
  listPasskeys,
  beginPasskey,
  addPasskeyRoute,
  removePasskey,
  setUpFirst,
  askForAccount,
  verifyAccount,
  listMembers,
  editMember,
  removeMember,
  leaveOrganisation,
  listInvitations,
  createInvitation,
  revokeInvitation,
  readInvitation,
  takeInvitation,
  joinByInvitation,
  listApiKeys,
  createApiKey,
  editApiKey,
  revokeApiKey,
  listEntrances,
  departBySignOn,
  arriveBySignOn,
  listSignOns,
  createSignOn,
  editSignOn,
  removeSignOn,
  listAccounts,
  editAccount,
  linkToNewPassword,
  dropSecondFactorOf,
  makeAdmin,
] as const
