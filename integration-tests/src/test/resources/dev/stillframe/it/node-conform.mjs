// Node's own HTTP/2 for the conformance kit: node-conform.mjs get|upload URL, or node-conform.mjs serve
// As a client it asks twice at once, or sends 100,000 octets, and stays. As a server it prints "ready PORT".
import http2 from 'node:http2';

const [what, url] = process.argv.slice(2);
const large = Buffer.alloc(100_000);

// Whatever becomes of a stream or a session, it is the kit that judges.
const quiet = emitter => emitter.on('error', () => {});

if (what === 'serve') {
  const server = http2.createServer((request, response) => {
    quiet(request);
    request.resume();
    request.on('end', () => response.end(large));
  });
  server.on('sessionError', () => {});
  server.listen(0, '127.0.0.1', () => console.log(`ready ${server.address().port}`));
} else {
  const session = http2.connect(url);
  quiet(session);
  const ask = (fields, body) => {
    const stream = session.request({ ':path': '/', ...fields }, { endStream: body === undefined });
    quiet(stream);
    stream.resume();
    if (body !== undefined) stream.end(body);
  };
  if (what === 'upload') {
    ask({ ':method': 'POST' }, large);
  } else {
    ask({});
    ask({});
  }
  setInterval(() => {}, 60_000);
}
