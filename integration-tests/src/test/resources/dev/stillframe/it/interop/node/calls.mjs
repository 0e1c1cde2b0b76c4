// Calls as promises. A status is never thrown: each call has one in the end, and the case looks at it.
import { grpc } from './library.mjs';

const PATIENCE_MS = 30_000;

// A case that hangs fails.
const patience = () => ({ deadline: Date.now() + PATIENCE_MS });

/** A call, and what has come of it. */
class Call {
  initial = new grpc.Metadata();

  constructor(start) {
    this.message = new Promise(resolve => {
      this.call = start((error, response) => resolve(response));
    });
    this.call.on('metadata', metadata => {
      this.initial = metadata;
    });
    this.status = new Promise(resolve => this.call.on('status', resolve));
    // The status says it as well.
    this.call.on('error', () => {});
  }

  /** Goes on when there is room for more. */
  send(request) {
    if (!this.call.write(request)) {
      return new Promise(resolve => {
        this.call.once('drain', resolve);
        this.call.once('close', resolve);
      });
    }
  }

  halfClose() {
    this.call.end();
  }

  cancel() {
    this.call.cancel();
  }

  /** The next response; undefined if there is none. */
  async next() {
    this.responses ??= this.call[Symbol.asyncIterator]();
    try {
      return (await this.responses.next()).value;
    } catch (ignored) {
      return undefined;
    }
  }

  async rest() {
    const all = [];
    for (let each = await this.next(); each !== undefined; each = await this.next()) {
      all.push(each);
    }
    return all;
  }
}

export function unary(client, method, request, metadata = new grpc.Metadata()) {
  const { path, requestSerialize, responseDeserialize } = method;
  return new Call(done =>
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, patience(), done));
}

export function clientStream(client, method, metadata = new grpc.Metadata()) {
  const { path, requestSerialize, responseDeserialize } = method;
  return new Call(done =>
    client.makeClientStreamRequest(path, requestSerialize, responseDeserialize, metadata, patience(), done));
}

export function serverStream(client, method, request, metadata = new grpc.Metadata()) {
  const { path, requestSerialize, responseDeserialize } = method;
  return new Call(() =>
    client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request, metadata, patience()));
}

export function duplex(client, method, metadata = new grpc.Metadata(), options = patience()) {
  const { path, requestSerialize, responseDeserialize } = method;
  return new Call(() => client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata, options));
}
