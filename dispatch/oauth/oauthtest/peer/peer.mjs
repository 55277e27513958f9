// A third party's OpenID provider under Microsoft's addresses. It signs in, without asking, whoever opens its
// page, and replaces refresh tokens each time: one that is used twice ends the whole grant.
import fs from 'node:fs';
import https from 'node:https';
import { Provider } from 'oidc-provider';

const [certificate, key, tenant, client, person] = process.argv.slice(2);
const scopes = ['openid', 'profile', 'offline_access', 'https://outlook.office.com/SMTP.Send'];

let answer;
const server = https.createServer(
  { cert: fs.readFileSync(certificate), key: fs.readFileSync(key) },
  (request, response) => answer(request, response),
);
process.stdin.on('end', () => process.exit()).resume(); // ends with the test
server.listen(0, '127.0.0.1', () => {
  const issuer = `https://127.0.0.1:${server.address().port}`;
  const base = `/${tenant}/oauth2/v2.0`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: client, token_endpoint_auth_method: 'none', application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'], redirect_uris: ['http://localhost'],
    }],
    routes: { authorization: `${base}/authorize`, token: `${base}/token`, device_authorization: `${base}/devicecode`, code_verification: '/device' },
    scopes, claims: { profile: ['preferred_username'] }, conformIdTokenClaims: false,
    cookies: { keys: ['of the test'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: person }) }),
    features: { devInteractions: { enabled: false }, deviceFlow: { enabled: true } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: () => true, rotateRefreshToken: true,
    pkce: { required: () => true },
  });
  provider.on('server_error', (_, error) => console.error(error));
  const others = provider.callback();
  answer = async (request, response) => {
    if (!request.url.startsWith('/interaction/')) {
      return others(request, response);
    }
    const { prompt, session, params } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') {
      return provider.interactionFinished(request, response, { login: { accountId: 'person' } }, { mergeWithLastSubmission: false });
    }
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(scopes.join(' '));
    const consent = { grantId: await grant.save() };
    return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  };
  console.log(issuer);
});
