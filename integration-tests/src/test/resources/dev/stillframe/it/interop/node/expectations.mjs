// What a case demands, and the requests that most of them send.
import assert from 'node:assert/strict';
import { grpc } from './library.mjs';

export const LARGE_REQUEST = 271828;
export const LARGE_RESPONSE = 314159;

export const zeros = size => ({ body: Buffer.alloc(size) });

export const largeRequest = more => ({ response_size: LARGE_RESPONSE, payload: zeros(LARGE_REQUEST), ...more });

export const outputRequest = (request, ...responses) => ({
  payload: zeros(request),
  response_parameters: responses.map(size => ({ size })),
});

export function expectZeros(size, response) {
  assert.equal(response?.payload?.body.length, size, 'size of the payload');
  assert.ok(Buffer.alloc(size).equals(response.payload.body), 'a payload of zeros');
}

/** Looks at every response, and at there being no more. */
export async function expectAllZeros(sizes, call) {
  const all = await call.rest();
  assert.deepEqual(all.map(each => each.payload?.body.length), sizes, 'sizes of the payloads');
  all.forEach((each, i) => expectZeros(sizes[i], each));
}

export async function expectStatus(code, call) {
  const status = await call.status;
  assert.equal(grpc.status[status.code], grpc.status[code], status.details);
  return status;
}

export async function expectMessage(call) {
  await expectStatus(grpc.status.OK, call);
  return call.message;
}
