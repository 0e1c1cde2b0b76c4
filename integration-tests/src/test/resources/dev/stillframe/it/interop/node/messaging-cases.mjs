// The cases in which messages of many sizes arrive whole and in order.
import assert from 'node:assert/strict';
import { clientStream, duplex, serverStream, unary } from './calls.mjs';
import {
  LARGE_RESPONSE, expectAllZeros, expectMessage, expectStatus, expectZeros, largeRequest, outputRequest, zeros,
} from './expectations.mjs';
import { grpc } from './library.mjs';
import { emptyCall, fullDuplexCall, streamingInputCall, streamingOutputCall, unaryCall } from './methods.mjs';

const RESPONSES = [31415, 9, 2653, 58979];
const REQUESTS = [27182, 8, 1828, 45904];
// Just under 4 MiB, the most that is received where nobody has said otherwise.
const FOUR_MEGABYTES = 4_000_000;

export async function empty_unary(client) {
  assert.deepEqual({ ...(await expectMessage(unary(client, emptyCall, {}))) }, {});
}

export async function large_unary(client) {
  expectZeros(LARGE_RESPONSE, await expectMessage(unary(client, unaryCall, largeRequest())));
}

export async function four_megabytes_unary(client) {
  const request = { response_size: FOUR_MEGABYTES, payload: zeros(FOUR_MEGABYTES) };
  expectZeros(FOUR_MEGABYTES, await expectMessage(unary(client, unaryCall, request)));
}

export async function four_megabytes_streaming(client) {
  const call = duplex(client, fullDuplexCall);
  const times = 3;
  const sent = (async () => {
    for (let i = 0; i < times; i++) {
      await call.send(outputRequest(FOUR_MEGABYTES, FOUR_MEGABYTES));
    }
    call.halfClose();
  })();
  await expectAllZeros(Array(times).fill(FOUR_MEGABYTES), call);
  await expectStatus(grpc.status.OK, call);
  await sent;
}

export async function client_streaming(client) {
  const call = clientStream(client, streamingInputCall);
  for (const size of REQUESTS) {
    await call.send({ payload: zeros(size) });
  }
  call.halfClose();
  const sum = REQUESTS.reduce((a, b) => a + b);
  assert.equal((await expectMessage(call)).aggregated_payload_size, sum);
}

export async function server_streaming(client) {
  const request = { response_parameters: RESPONSES.map(size => ({ size })) };
  const call = serverStream(client, streamingOutputCall, request);
  await expectAllZeros(RESPONSES, call);
  await expectStatus(grpc.status.OK, call);
}

export async function ping_pong(client) {
  const call = duplex(client, fullDuplexCall);
  for (const [i, request] of REQUESTS.entries()) {
    await call.send(outputRequest(request, RESPONSES[i]));
    expectZeros(RESPONSES[i], await call.next());
  }
  call.halfClose();
  await expectAllZeros([], call);
  await expectStatus(grpc.status.OK, call);
}

export async function empty_stream(client) {
  const call = duplex(client, fullDuplexCall);
  call.halfClose();
  await expectAllZeros([], call);
  await expectStatus(grpc.status.OK, call);
}
