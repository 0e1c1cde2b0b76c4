// Node's own HTTP/2 as a server: node-server.mjs STREAMS [KEY CERTIFICATE]. Prints "ready PORT".
// A session takes so many streams at once.
//   /        says hello
//   /echo    gives back the content, and the trailer x-asked as x-answered
//   /gather  answers nobody before ten ask at once, and says how many asked at once and over how many sessions
import fs from 'node:fs';
import http2 from 'node:http2';

const TOGETHER = 10;
const [streams, key, certificate] = process.argv.slice(2);
const settings = { maxConcurrentStreams: Number(streams) };
const server = key
  ? http2.createSecureServer({ key: fs.readFileSync(key), cert: fs.readFileSync(certificate), settings })
  : http2.createServer({ settings });

// Whatever becomes of a stream or a session, it is the client that is judged.
const quiet = emitter => emitter.on('error', () => {});

let gathered = [];
let sessions = 0;
server.on('session', session => {
  quiet(session);
  sessions++;
});

function echo(stream) {
  let asked = 'nothing';
  stream.on('trailers', fields => {
    asked = fields['x-asked'];
  });
  stream.respond({ ':status': 200 }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-answered': asked }));
  stream.pipe(stream);
}

function gather(stream) {
  gathered.push(stream);
  if (gathered.length === TOGETHER) {
    const all = gathered;
    gathered = [];
    for (const each of all) {
      each.respond({ ':status': 200 });
      each.end(`${TOGETHER} over ${sessions}`);
    }
  }
}

server.on('stream', (stream, fields) => {
  quiet(stream);
  switch (fields[':path']) {
    case '/echo':
      return echo(stream);
    case '/gather':
      return gather(stream);
    default:
      stream.respond({ ':status': 200 });
      return stream.end('hello');
  }
});
server.listen(0, '127.0.0.1', () => console.log(`ready ${server.address().port}`));
