/** Credentials that say what they are: by the beginning that their issuer gives them. */

/** How the tokens of one issuer look behind their beginning. */
export interface TokenForm {
  readonly prefix: string
  /** What may follow, from the index behind the prefix on: matched there and nowhere else, in linear time. */
  readonly body: RegExp
}

const form = (prefix: string, body: string): TokenForm => ({ prefix, body: new RegExp(body, 'y') })
const forms = (prefixes: string, body: string): readonly TokenForm[] =>
  prefixes.split(' ').map((prefix) => form(prefix, body))

/** All forms that are known. Lengths are bounded below, so that names of variables are none. */
export const TOKEN_FORMS: readonly TokenForm[] = [
  // Amazon Web Services: ids of access keys.
  ...forms('AKIA ASIA ABIA ACCA', '[A-Z2-7]{16}(?![A-Za-z0-9])'),
  // Google: API keys, OAuth clients and tokens.
  form('AIza', '[0-9A-Za-z_-]{35}'),
  form('GOCSPX-', '[0-9A-Za-z_-]{28}'),
  form('ya29.', '[0-9A-Za-z_-]{20,}'),
  form('1//0', '[0-9A-Za-z_-]{40,}'),
  // Microsoft: keys of storage accounts and the like.
  form('AccountKey=', '[0-9A-Za-z+/]{40,}={0,2}'),
  form('SharedAccessKey=', '[0-9A-Za-z+/]{40,}={0,2}'),
  // Code hosts and registries.
  ...forms('ghp_ gho_ ghu_ ghs_ ghr_', '[0-9A-Za-z]{36,251}'),
  form('github_pat_', '[0-9A-Za-z_]{60,}'),
  ...forms('glpat- gldt- glrt- glptt- glft- glsoat- glcbt- glagent- glimt-', '[0-9A-Za-z_-]{20,}'),
  form('npm_', '[0-9A-Za-z]{36}'),
  form('pypi-AgEIcHlwaS5vcmc', '[0-9A-Za-z_-]{50,}'),
  form('dckr_pat_', '[0-9A-Za-z_-]{27,}'),
  form('rubygems_', '[0-9a-f]{48}'),
  // Messengers and mail.
  ...forms('xoxb- xoxp- xoxa- xoxo- xoxr- xoxs- xoxe- xoxe.xoxp- xapp-', '[0-9A-Za-z-]{20,}'),
  form('SG.', '[0-9A-Za-z_-]{22}\\.[0-9A-Za-z_-]{43}'),
  // Payments and shops.
  ...forms('sk_live_ sk_test_ rk_live_ rk_test_', '[0-9A-Za-z]{16,}'),
  form('whsec_', '[0-9A-Za-z+/]{32,}={0,2}'),
  ...forms('shpat_ shpss_ shpca_ shppa_', '[0-9a-fA-F]{32}'),
  form('sq0csp-', '[0-9A-Za-z_-]{43}'),
  // Models.
  form('sk-ant-', '[0-9A-Za-z_-]{32,}'),
  ...forms('sk-proj- sk-svcacct- sk-admin- sk-or-v1-', '[0-9A-Za-z_-]{32,}'),
  form('sk-', '(?=[a-z0-9]*[A-Z0-9])[0-9A-Za-z]{32,}'),
  form('hf_', '[A-Za-z]{34}'),
  form('gsk_', '[0-9A-Za-z]{48,}'),
  form('xai-', '[0-9A-Za-z]{60,}'),
  // Clouds and operations.
  form('dop_v1_', '[0-9a-f]{64}'),
  ...forms('hvs. hvb. hvr.', '[0-9A-Za-z_-]{24,}'),
  ...forms('glsa_ glc_', '[0-9A-Za-z_+/-]{32,}={0,2}'),
  form('lin_api_', '[0-9A-Za-z]{32,}'),
  form('ntn_', '[0-9A-Za-z]{40,}'),
  form('figd_', '[0-9A-Za-z_-]{36,}'),
  form('PMAK-', '[0-9a-f]{24}-[0-9a-f]{34}'),
  form('NRAK-', '[0-9A-Z]{27}'),
  form('AGE-SECRET-KEY-1', '[0-9A-Z]{58}'),
  form('pk_', '[0-9a-f]{34}(?![0-9A-Za-z])'),
  // Portcullis itself.
  form('pc_', '[0-9A-Za-z]{49}(?![0-9A-Za-z])'),
]
