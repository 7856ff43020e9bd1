/** Where each route of the API is: generated from their table, so that who asks the API need not read all that answers it. */
import type { Method } from './api/route.ts'
import type { RouteTable } from './api/route-table.ts'

const PLACES = `
organisations.list GET /organisations
organisations.create POST /organisations
organisations.read GET /organisations/{organisation}
organisations.edit PATCH /organisations/{organisation}
organisations.settings GET /organisations/{organisation}/settings
organisations.settings.edit PUT /organisations/{organisation}/settings
organisations.events GET /organisations/{organisation}/events
entrance.read GET /entrance
sessions.open POST /sessions
sessions.code POST /sessions/code
sessions.passkey_question POST /sessions/passkey/questions
sessions.passkey POST /sessions/passkey
sessions.prove POST /sessions/proof
sessions.list GET /sessions
sessions.end DELETE /sessions/{session}
sessions.end_all DELETE /sessions
account.read GET /account
account.edit PATCH /account
account.password PUT /account/password
account.ask_reset POST /account/reset
account.reset PUT /account/reset
second_factor.begin POST /account/second-factor
second_factor.confirm PUT /account/second-factor
second_factor.remove DELETE /account/second-factor
second_factor.spare_codes POST /account/second-factor/spare-codes
passkeys.list GET /account/passkeys
passkeys.question POST /account/passkeys/questions
passkeys.add POST /account/passkeys
passkeys.remove DELETE /account/passkeys/{passkey}
accounts.set_up POST /accounts/first
accounts.register POST /accounts
accounts.verify POST /accounts/verified
members.list GET /organisations/{organisation}/members
members.edit PUT /organisations/{organisation}/members/{account}
members.remove DELETE /organisations/{organisation}/members/{account}
members.leave DELETE /organisations/{organisation}/membership
invitations.list GET /organisations/{organisation}/invitations
invitations.create POST /organisations/{organisation}/invitations
invitations.revoke DELETE /organisations/{organisation}/invitations/{invitation}
invitations.read POST /invitations/read
invitations.accept POST /invitations/accept
invitations.join POST /invitations/join
keys.list GET /organisations/{organisation}/keys
keys.create POST /organisations/{organisation}/keys
keys.revoke DELETE /organisations/{organisation}/keys/{key}
sign_on.entrances GET /entrance/{organisation}
sign_on.depart POST /sign-on/departures
sign_on.arrive POST /sign-on/arrivals
sign_on.list GET /organisations/{organisation}/sign-on
sign_on.create POST /organisations/{organisation}/sign-on
sign_on.edit PATCH /organisations/{organisation}/sign-on/{sign_on}
sign_on.remove DELETE /organisations/{organisation}/sign-on/{sign_on}
accounts.list GET /accounts
accounts.edit PATCH /accounts/{account}
accounts.reset_link POST /accounts/{account}/reset-link
accounts.drop_second_factor DELETE /accounts/{account}/second-factor
accounts.make_admin PUT /accounts/{account}/admin-of/{of}
servers.list GET /organisations/{organisation}/servers
servers.create POST /organisations/{organisation}/servers
servers.read GET /organisations/{organisation}/servers/{server}
servers.edit PATCH /organisations/{organisation}/servers/{server}
servers.delete DELETE /organisations/{organisation}/servers/{server}
servers.probe POST /organisations/{organisation}/servers/{server}/probe
templates.list GET /organisations/{organisation}/templates
servers.tools GET /organisations/{organisation}/servers/{server}/tools
servers.tools.accept POST /organisations/{organisation}/servers/{server}/tools/accept
servers.tools.reject POST /organisations/{organisation}/servers/{server}/tools/reject
servers.authentication.set PUT /organisations/{organisation}/servers/{server}/authentication
servers.credentials GET /organisations/{organisation}/servers/{server}/credentials
servers.credentials.drop DELETE /organisations/{organisation}/servers/{server}/credentials
servers.authorization.begin POST /organisations/{organisation}/servers/{server}/authorization
consents.read POST /consents/read
consents.begin POST /consents/begin
consents.finish POST /consents/finish
policies.list GET /organisations/{organisation}/policies
policies.create POST /organisations/{organisation}/policies
policies.read GET /organisations/{organisation}/policies/{policy}
policies.edit PATCH /organisations/{organisation}/policies/{policy}
policies.delete DELETE /organisations/{organisation}/policies/{policy}
policies.versions.list GET /organisations/{organisation}/policies/{policy}/versions
policies.versions.read GET /organisations/{organisation}/policies/{policy}/versions/{number}
policies.versions.save POST /organisations/{organisation}/policies/{policy}/versions
policies.rollback POST /organisations/{organisation}/policies/{policy}/rollback
policies.draft.read GET /organisations/{organisation}/policies/{policy}/draft
policies.draft.save PUT /organisations/{organisation}/policies/{policy}/draft
policies.draft.drop DELETE /organisations/{organisation}/policies/{policy}/draft
organisations.baseline PUT /organisations/{organisation}/baseline
judge.check POST /organisations/{organisation}/judge/check
judge.simulate POST /organisations/{organisation}/judge/simulate
judge.diff POST /organisations/{organisation}/judge/diff
judge.test POST /organisations/{organisation}/judge/test
judge.format POST /organisations/{organisation}/judge/format
judge.import POST /organisations/{organisation}/judge/import
judge.init POST /organisations/{organisation}/judge/init
access.evaluation POST /organisations/{organisation}/access/v1/evaluation
access.evaluations POST /organisations/{organisation}/access/v1/evaluations
grants.list GET /organisations/{organisation}/grants
grants.create POST /organisations/{organisation}/grants
grants.read GET /organisations/{organisation}/grants/{grant}
grants.edit PATCH /organisations/{organisation}/grants/{grant}
grants.tools GET /organisations/{organisation}/grants/{grant}/tools
grants.rotate POST /organisations/{organisation}/grants/{grant}/rotate
grants.suspend POST /organisations/{organisation}/grants/{grant}/suspend
grants.confirm POST /organisations/{organisation}/grants/{grant}/confirm
grants.confirm_all POST /organisations/{organisation}/confirm-grants
grants.revoke POST /organisations/{organisation}/grants/{grant}/revoke
grants.raise POST /organisations/{organisation}/grants/{grant}/raises
grants.raise_end DELETE /organisations/{organisation}/grants/{grant}/raises/{raise}
grant_templates.list GET /organisations/{organisation}/grant-templates
grant_templates.create POST /organisations/{organisation}/grant-templates
grant_templates.read GET /organisations/{organisation}/grant-templates/{template}
grant_templates.edit PATCH /organisations/{organisation}/grant-templates/{template}
grant_templates.delete DELETE /organisations/{organisation}/grant-templates/{template}
grants.clients GET /organisations/{organisation}/grants/{grant}/clients
grants.client_end DELETE /organisations/{organisation}/grants/{grant}/clients/{authorization}
authorization.read POST /authorization/requests
authorization.decide POST /authorization/decisions
authorizations.list GET /account/authorizations
authorizations.end DELETE /account/authorizations/{authorization}
issuers.list GET /organisations/{organisation}/issuers
issuers.create POST /organisations/{organisation}/issuers
issuers.read GET /organisations/{organisation}/issuers/{issuer}
issuers.edit PATCH /organisations/{organisation}/issuers/{issuer}
issuers.delete DELETE /organisations/{organisation}/issuers/{issuer}
issuers.try POST /organisations/{organisation}/issuers/{issuer}/try
kills.list GET /organisations/{organisation}/kills
kills.stop POST /organisations/{organisation}/kills
kills.lift DELETE /organisations/{organisation}/kills/{kill}
`

/** Method and path below `/api/v1`, by the route's id. */
export const ROUTE_PLACES: RouteTable = Object.fromEntries(
  PLACES.trim()
    .split('\n')
    .map((line) => {
      const [id = '', method = '', path = ''] = line.split(' ')
      return [id, { method: method as Method, path }]
    }),
)
