// The cases of compression, as far as @grpc/grpc-js can play them: it says whether a client's messages are compressed, and
// does not tell whether those that came were.
import { serverStream, unary } from './calls.mjs';
import {
  LARGE_RESPONSE, expectAllZeros, expectMessage, expectStatus, expectZeros, largeRequest,
} from './expectations.mjs';
import { grpc } from './library.mjs';
import { streamingOutputCall, unaryCall } from './methods.mjs';

const GZIP = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };

export async function client_compressed_unary(client, connect) {
  const compressed = largeRequest({ expect_compressed: { value: true } });
  await expectStatus(grpc.status.INVALID_ARGUMENT, unary(client, unaryCall, compressed));
  const zipping = connect(GZIP);
  expectZeros(LARGE_RESPONSE, await expectMessage(unary(zipping, unaryCall, compressed)));
  zipping.close();
  const plain = largeRequest({ expect_compressed: { value: false } });
  expectZeros(LARGE_RESPONSE, await expectMessage(unary(client, unaryCall, plain)));
}

export async function server_compressed_unary(client) {
  for (const value of [true, false]) {
    const request = largeRequest({ response_compressed: { value } });
    expectZeros(LARGE_RESPONSE, await expectMessage(unary(client, unaryCall, request)));
  }
}

export async function server_compressed_streaming(client) {
  const request = {
    response_parameters: [
      { size: 31415, compressed: { value: true } },
      { size: 92653, compressed: { value: false } },
    ],
  };
  const call = serverStream(client, streamingOutputCall, request);
  await expectAllZeros([31415, 92653], call);
  await expectStatus(grpc.status.OK, call);
}
