// Node's own HTTP/2 client against a front:
// node-client.mjs PLAIN-URL TLS-URL CERTIFICATE-FILE push|no-push trailers|no-trailers
// The last two say what the front can do: push, and tell an application the trailers of its requests. Prints a line for each thing that was right; anything wrong ends it with an exception.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';

const [plain, tls, certificate, pushes, tellsTrailers] = process.argv.slice(2);
const ca = readFileSync(certificate);

async function connected(url) {
  const session = http2.connect(url, { ca });
  await once(session, 'connect');
  return session;
}

// One exchange: the status, the fields, the body and the trailers of the answer.
async function exchange(session, headers, { body, trailers } = {}) {
  const stream = session.request(headers, { endStream: body === undefined, waitForTrailers: trailers !== undefined });
  const answer = { informational: [], trailers: undefined };
  stream.on('headers', fields => answer.informational.push(fields));
  stream.on('trailers', fields => { answer.trailers = fields; });
  if (trailers !== undefined) stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  if (body !== undefined) stream.end(body);
  const [fields] = await once(stream, 'response');
  const octets = await whole(stream);
  return { ...answer, status: fields[':status'], fields, body: octets };
}

async function whole(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function simple(session) {
  const answer = await exchange(session, { ':path': '/' });
  assert.equal(answer.status, 200);
  assert.equal(answer.fields['content-type'], 'text/plain');
  assert.equal(answer.body.toString(), 'Hello, World!');
}

async function ping(session) {
  const sent = Buffer.from('12345678');
  const [duration, payload] = await new Promise((resolve, reject) =>
    session.ping(sent, (error, ...answer) => error ? reject(error) : resolve(answer)));
  assert.ok(duration >= 0);
  assert.deepEqual(payload, sent);
}

async function trailers(session) {
  const answer = await exchange(session, { ':method': 'POST', ':path': '/echo' },
    { body: 'a body', trailers: { 'x-sum': '17' } });
  assert.equal(answer.body.toString(), 'a body');
  assert.equal(answer.trailers?.['x-sum'], tellsTrailers === 'trailers' ? '17' : undefined);
  const own = await exchange(session, { ':path': '/trailers' });
  assert.equal(own.trailers['x-checksum'], '33f0c5');
}

async function early(session) {
  const answer = await exchange(session, { ':path': '/early' });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.informational.map(fields => fields[':status']), [103]);
  assert.match(answer.informational[0].link, /preload/);
}

async function parallel(session) {
  const limit = session.remoteSettings.maxConcurrentStreams;
  const many = Math.min(limit, 90);
  const answers = await Promise.all(Array.from({ length: many }, (_, i) =>
    exchange(session, { ':path': `/bytes?n=${i * 1000}` })));
  answers.forEach((answer, i) => assert.equal(answer.body.length, i * 1000));
}

async function push(session) {
  if (pushes === 'no-push') return withoutPush(session);
  const promised = new Promise((resolve, reject) =>
    session.once('stream', (stream, request) => whole(stream).then(body => resolve({ request, stream, body }), reject)));
  const answer = await exchange(session, { ':path': '/push' });
  assert.equal(answer.body.toString(), 'pushed\n');
  const { request, stream, body } = await promised;
  assert.equal(request[':path'], '/bytes?n=1000');
  assert.equal(stream.id % 2, 0);
  assert.equal(body.length, 1000);
  assert.ok(body.every((octet, i) => octet === i % 251));
}

async function withoutPush(session) {
  const promised = stream => assert.fail(`stream ${stream.id} was pushed`);
  session.on('stream', promised);
  const answer = await exchange(session, { ':path': '/push' });
  assert.equal(answer.body.toString(), 'nothing pushed\n');
  await simple(session); // what was pushed would have come by now
  session.off('stream', promised);
}

// A slow answer must not hold up a quick one that was asked for later.
async function overtaking(session) {
  const order = [];
  await Promise.all([
    exchange(session, { ':path': '/sleep?ms=500' }).then(() => order.push('slow')),
    exchange(session, { ':path': '/' }).then(() => order.push('quick')),
  ]);
  assert.deepEqual(order, ['quick', 'slow']);
}

// A piece goes, comes back, and only then goes the next.
async function conversation(session) {
  const stream = session.request({ ':method': 'POST', ':path': '/echo' }, { endStream: false });
  stream.setEncoding('utf8');
  for (const piece of ['one', 'two', 'three']) {
    stream.write(piece);
    const [heard] = await once(stream, 'data');
    assert.equal(heard, piece);
  }
  stream.end();
  await once(stream, 'end');
}

// A stream given up costs only that stream.
async function reset(session) {
  const stream = session.request({ ':path': '/bytes?n=100000000' });
  await once(stream, 'response');
  stream.close(http2.constants.NGHTTP2_CANCEL);
  await once(stream, 'close');
  await simple(session);
}

async function settings(session) {
  session.settings({ initialWindowSize: 1000, headerTableSize: 0 });
  await once(session, 'localSettings');
  const answer = await exchange(session, { ':path': '/bytes?n=50000' });
  assert.equal(answer.body.length, 50000);
}

async function close(session) {
  const closed = once(session, 'close');
  session.close();
  await closed;
}

async function goaway(session) {
  const closed = once(session, 'close');
  const answer = exchange(session, { ':path': '/sleep?ms=200' });
  await ping(session); // the request is out: node itself refuses what it has not sent by its GOAWAY
  session.goaway(http2.constants.NGHTTP2_NO_ERROR);
  assert.equal((await answer).status, 200);
  session.close();
  await closed;
}

for (const url of [plain, tls]) {
  const session = await connected(url);
  for (const check of [simple, ping, trailers, early, push, parallel, overtaking, conversation, reset, settings, close]) {
    await check(session);
    console.log(`${url}: ${check.name} right`);
  }
  await goaway(await connected(url));
  console.log(`${url}: goaway right`);
}
console.log('all right');
