/** The rules of a SARIF report: what each finding means and what to do, apart from any one machine. */
import type { CombinationId, RiskLevel, StackFindingId } from '@portcullis/catalogue'

/** Names of rules. */
export type RuleId = CombinationId | StackFindingId | 'critical-tools' | 'around-the-gateway' | 'not-behind-the-gateway'

/** A rule's texts, and the level from which code hosts order. */
export interface RuleText {
  readonly name: string
  readonly short: string
  readonly help: string
  readonly risk: RiskLevel
}

const ASK = 'Put the servers behind the gateway and let a person answer the calls that are named.'

/** All rules, by their ids. */
export const RULES: Readonly<Record<RuleId, RuleText>> = {
  'lethal-trifecta': {
    name: 'LethalTrifecta',
    short: 'Private data, strangers’ text and a way out come together.',
    help: `Text that a stranger wrote can make the agent read private data and send it out. ${ASK}`,
    risk: 'Critical',
  },
  'secrets-and-a-way-out': {
    name: 'SecretsAndAWayOut',
    short: 'Credentials can be read, and there is a way out.',
    help: `A tool hands out credentials and another lets data leave. ${ASK}`,
    risk: 'Critical',
  },
  'code-and-secrets': {
    name: 'CodeAndSecrets',
    short: 'Code runs beside credentials.',
    help: 'Code that an agent runs can read credentials in its environment or from other tools. Keep them apart, and ask before code runs.',
    risk: 'Critical',
  },
  'code-on-a-strangers-word': {
    name: 'CodeOnAStrangersWord',
    short: 'Strangers’ text and code execution come together.',
    help: `Text that a stranger wrote can choose the command that runs. ${ASK}`,
    risk: 'Critical',
  },
  'money-on-a-strangers-word': {
    name: 'MoneyOnAStrangersWord',
    short: 'Strangers’ text and money come together.',
    help: `Text that a stranger wrote can move money. ${ASK}`,
    risk: 'Critical',
  },
  'destruction-on-a-strangers-word': {
    name: 'DestructionOnAStrangersWord',
    short: 'Strangers’ text and destruction come together.',
    help: `Text that a stranger wrote can destroy what does not come back. ${ASK}`,
    risk: 'High',
  },
  'rights-on-a-strangers-word': {
    name: 'RightsOnAStrangersWord',
    short: 'Strangers’ text and rights come together.',
    help: `Text that a stranger wrote can change who may do what. ${ASK}`,
    risk: 'High',
  },
  'files-and-execution': {
    name: 'FilesAndExecution',
    short: 'Files can be written and run.',
    help: 'One tool writes a file, another runs it, and neither call looks dangerous alone. Ask before anything runs.',
    risk: 'High',
  },
  'severe-without-asking': {
    name: 'SevereWithoutAsking',
    short: 'The client calls a severe tool without asking.',
    help: 'Remove the tool from the list of those that are always allowed, or let the gateway ask.',
    risk: 'Critical',
  },
  'poisoned-definition': {
    name: 'PoisonedDefinition',
    short: 'A tool’s definition steers the model.',
    help: 'Hide the tool, tell its authors, and look at what the agent did since it was added.',
    risk: 'Critical',
  },
  'unknown-server': {
    name: 'UnknownServer',
    short: 'The catalogue does not know the server.',
    help: 'Nothing is known of its tools. Put it behind the gateway with a policy that denies by default.',
    risk: 'Medium',
  },
  'unknown-tools': {
    name: 'UnknownTools',
    short: 'The catalogue knows none of the server’s tools.',
    help: 'Ask the server itself (portcullis scan --introspect), or put it behind the gateway.',
    risk: 'Low',
  },
  'same-tool-twice': {
    name: 'SameToolTwice',
    short: 'Two servers have tools of the same name.',
    help: 'The model chooses by description, so one server can take calls that were meant for the other. Hide what is not needed.',
    risk: 'Medium',
  },
  'look-alike-tool': {
    name: 'LookAlikeTool',
    short: 'Tools of two servers have nearly the same name.',
    help: 'Look at which server each belongs to, and hide the one that is not needed.',
    risk: 'Medium',
  },
  'look-alike-package': {
    name: 'LookAlikePackage',
    short: 'A package is spelled nearly like a well-known one.',
    help: 'Correct the name; if the package ran, treat the machine as exposed.',
    risk: 'High',
  },
  'not-pinned': {
    name: 'NotPinned',
    short: 'The server runs whatever version is the newest.',
    help: 'Write the version, or the image’s digest, into the configuration, and update it on purpose.',
    risk: 'Medium',
  },
  'clear-text': {
    name: 'ClearText',
    short: 'The server is reached without encryption.',
    help: 'Use the server’s https address, or a tunnel.',
    risk: 'Medium',
  },
  'secret-in-arguments': {
    name: 'SecretInArguments',
    short: 'A secret stands in arguments or in an address.',
    help: 'Move it into the environment or a header, from a variable or a key store, and replace the secret.',
    risk: 'Medium',
  },
  'secret-in-file': {
    name: 'SecretInFile',
    short: 'A secret stands in the file itself.',
    help: 'Let the file refer to a variable or to the client’s own store of secrets. If the file was ever shared, replace the secret.',
    risk: 'Medium',
  },
  'downloads-and-runs': {
    name: 'DownloadsAndRuns',
    short: 'A script is downloaded and run at each start.',
    help: 'Install the program once, look at it, and start the installed one.',
    risk: 'Critical',
  },
  'never-asks': {
    name: 'NeverAsks',
    short: 'The client calls every tool of the server without asking.',
    help: 'Take the general trust away, or let the gateway ask.',
    risk: 'High',
  },
  'critical-tools': {
    name: 'CriticalTools',
    short: 'The server has Critical tools.',
    help: 'Each can destroy, pay, run code, or reach many people with one call. Put the recommended policy before the server.',
    risk: 'Critical',
  },
  'around-the-gateway': {
    name: 'AroundTheGateway',
    short: 'The client reaches a server directly although the gateway has it.',
    help: 'No policy holds on this way. Point the client at the gateway’s address of the server.',
    risk: 'High',
  },
  'not-behind-the-gateway': {
    name: 'NotBehindTheGateway',
    short: 'The client reaches a server that is not behind the gateway.',
    help: 'Register the server in portcullis.yaml, and point the client at its address there.',
    risk: 'Medium',
  },
}
