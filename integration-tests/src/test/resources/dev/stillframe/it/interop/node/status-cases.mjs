// The cases of metadata, statuses, cancellation and deadlines.
import assert from 'node:assert/strict';
import { clientStream, duplex, unary } from './calls.mjs';
import {
  LARGE_REQUEST, LARGE_RESPONSE, expectAllZeros, expectMessage, expectStatus, expectZeros, largeRequest, outputRequest,
} from './expectations.mjs';
import { grpc } from './library.mjs';
import { fullDuplexCall, streamingInputCall, unaryCall, unimplementedCall, unimplementedService } from './methods.mjs';

const INITIAL = 'x-grpc-test-echo-initial';
const INITIAL_VALUE = 'test_initial_metadata_value';
const TRAILING = 'x-grpc-test-echo-trailing-bin';
const TRAILING_VALUE = Buffer.from('ababab', 'hex');
const SPECIAL = '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n';

async function expectMetadata(call) {
  const status = await expectStatus(grpc.status.OK, call);
  assert.deepEqual(call.initial.get(INITIAL), [INITIAL_VALUE]);
  assert.deepEqual(status.metadata.get(TRAILING), [TRAILING_VALUE]);
}

export async function custom_metadata(client) {
  const metadata = new grpc.Metadata();
  metadata.set(INITIAL, INITIAL_VALUE);
  metadata.set(TRAILING, TRAILING_VALUE);

  const one = unary(client, unaryCall, largeRequest(), metadata);
  expectZeros(LARGE_RESPONSE, await expectMessage(one));
  await expectMetadata(one);

  const talk = duplex(client, fullDuplexCall, metadata);
  await talk.send(outputRequest(LARGE_REQUEST, LARGE_RESPONSE));
  talk.halfClose();
  await expectAllZeros([LARGE_RESPONSE], talk);
  await expectMetadata(talk);
}

async function expectEcho(message, call) {
  assert.equal((await expectStatus(grpc.status.UNKNOWN, call)).details, message);
}

const asking = message => ({ response_status: { code: grpc.status.UNKNOWN, message } });

export async function status_code_and_message(client) {
  const message = 'test status message';
  await expectEcho(message, unary(client, unaryCall, asking(message)));
  const talk = duplex(client, fullDuplexCall);
  await talk.send(asking(message));
  talk.halfClose();
  await expectAllZeros([], talk);
  await expectEcho(message, talk);
}

export async function special_status_message(client) {
  await expectEcho(SPECIAL, unary(client, unaryCall, asking(SPECIAL)));
}

export async function unimplemented_method(client) {
  await expectStatus(grpc.status.UNIMPLEMENTED, unary(client, unimplementedCall, {}));
}

export async function unimplemented_service(client) {
  await expectStatus(grpc.status.UNIMPLEMENTED, unary(client, unimplementedService, {}));
}

export async function cancel_after_begin(client) {
  const call = clientStream(client, streamingInputCall);
  call.cancel();
  await expectStatus(grpc.status.CANCELLED, call);
}

export async function cancel_after_first_response(client) {
  const talk = duplex(client, fullDuplexCall);
  await talk.send(outputRequest(27182, 31415));
  expectZeros(31415, await talk.next());
  talk.cancel();
  assert.equal(await talk.next(), undefined);
  await expectStatus(grpc.status.CANCELLED, talk);
}

export async function timeout_on_sleeping_server(client) {
  const talk = duplex(client, fullDuplexCall, new grpc.Metadata(), { deadline: Date.now() + 1 });
  talk.send(outputRequest(27182));
  assert.equal(await talk.next(), undefined);
  await expectStatus(grpc.status.DEADLINE_EXCEEDED, talk);
}
