// grpc.testing.TestService. The library's servers do not compress, and do not tell whether a request came compressed.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { grpc } from './library.mjs';
import { emptyCall, fullDuplexCall, streamingInputCall, streamingOutputCall, unaryCall } from './methods.mjs';

const INITIAL = 'x-grpc-test-echo-initial';
const TRAILING = 'x-grpc-test-echo-trailing-bin';
const SERVER_ID = randomUUID();

export const definition = {
  EmptyCall: emptyCall,
  UnaryCall: unaryCall,
  StreamingInputCall: streamingInputCall,
  StreamingOutputCall: streamingOutputCall,
  FullDuplexCall: fullDuplexCall,
};

function echo(metadata, name) {
  const own = new grpc.Metadata();
  metadata.get(name).forEach(value => own.add(name, value));
  return own;
}

/** Sends the head; gives back the trailers. */
function begin(call) {
  call.sendMetadata(echo(call.metadata, INITIAL));
  return echo(call.metadata, TRAILING);
}

/** What the call must fail with, if anything. */
function failure(request, metadata) {
  const asked = request.response_status;
  return asked?.code ? { code: asked.code, details: asked.message, metadata } : null;
}

const payload = (type, size) => ({ payload: { type, body: Buffer.alloc(size) } });

async function respond(call, request) {
  for (const { size, interval_us } of request.response_parameters) {
    if (interval_us > 0) {
      await setTimeout(interval_us / 1000);
    }
    if (!call.write(payload(request.response_type, size))) {
      await new Promise(resolve => {
        call.once('drain', resolve);
        call.once('cancelled', resolve);
      });
    }
    if (call.cancelled) {
      return;
    }
  }
}

export const implementation = {
  EmptyCall(call, answer) {
    answer(null, {}, begin(call));
  },

  UnaryCall(call, answer) {
    const trailers = begin(call);
    const { request } = call;
    const server_id = request.fill_server_id ? SERVER_ID : '';
    const response = { ...payload(request.response_type, request.response_size), server_id };
    answer(failure(request, trailers), response, trailers);
  },

  StreamingInputCall(call, answer) {
    const trailers = begin(call);
    let sum = 0;
    call.on('data', request => {
      sum += request.payload?.body.length ?? 0;
    });
    call.on('end', () => answer(null, { aggregated_payload_size: sum }, trailers));
  },

  async StreamingOutputCall(call) {
    const trailers = begin(call);
    const failed = failure(call.request, trailers);
    if (failed !== null) {
      call.emit('error', failed);
      return;
    }
    await respond(call, call.request);
    call.end(trailers);
  },

  async FullDuplexCall(call) {
    const trailers = begin(call);
    try {
      // What is left unread when it fails must not take the status along.
      for await (const request of call.iterator({ destroyOnReturn: false })) {
        const failed = failure(request, trailers);
        if (failed !== null) {
          call.emit('error', failed);
          return;
        }
        await respond(call, request);
      }
    } catch (cancelled) {
      // There is nobody left to answer.
      return;
    }
    call.end(trailers);
  },
};
