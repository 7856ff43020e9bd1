/** Names of files of the data folder that prove the audit log whole. */

/** The journal of checkpoints. */
export const CHECKPOINTS_FILE = 'checkpoints.jsonl'

/** The public key by which its entries can be judged, PEM. */
export const PUBLIC_KEY_FILE = 'audit.pub'
