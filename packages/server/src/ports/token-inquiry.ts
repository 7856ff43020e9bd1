/** Whose tokens of other issuers are: only the control plane can tell. */

/** Asks about tokens that nobody knows here. */
export interface TokenInquiry {
  /** False while no organisation trusts another issuer. */
  readonly wanted: boolean
  /**
   * Resolves once the token was looked into: the directory knows it then, if it is anybody's. Never rejects.
   * @param audience the resource that it has to be issued for, such as `https://gate.example.com/mcp/shop`
   * @returns undefined where it was looked into a moment ago, or where too many are being looked into
   */
  inquire(token: string, audience: string): Promise<void> | undefined
}
