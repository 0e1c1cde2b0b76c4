// The methods of grpc.testing, with the codecs of their messages, which are read from the .proto file that MESSAGES names.
import fs from 'node:fs';
import { protobuf } from './library.mjs';

const { root } = protobuf.parse(fs.readFileSync(process.env.MESSAGES, 'utf8'), { keepCase: true });

function method(name, request, response, streams = {}, service = 'TestService') {
  const asked = root.lookupType(`grpc.testing.${request}`);
  const answered = root.lookupType(`grpc.testing.${response}`);
  const serializer = type => message => Buffer.from(type.encode(type.fromObject(message)).finish());
  const deserializer = type => octets => type.decode(octets);
  return {
    path: `/grpc.testing.${service}/${name}`,
    requestStream: streams.request === true,
    responseStream: streams.response === true,
    requestSerialize: serializer(asked),
    requestDeserialize: deserializer(asked),
    responseSerialize: serializer(answered),
    responseDeserialize: deserializer(answered),
  };
}

const [asks, answers] = ['StreamingOutputCallRequest', 'StreamingOutputCallResponse'];

export const emptyCall = method('EmptyCall', 'Empty', 'Empty');
export const unaryCall = method('UnaryCall', 'SimpleRequest', 'SimpleResponse');
export const streamingInputCall = method(
  'StreamingInputCall', 'StreamingInputCallRequest', 'StreamingInputCallResponse', { request: true });
export const streamingOutputCall = method('StreamingOutputCall', asks, answers, { response: true });
export const fullDuplexCall = method('FullDuplexCall', asks, answers, { request: true, response: true });
export const unimplementedCall = method('UnimplementedCall', 'Empty', 'Empty');
export const unimplementedService = method('UnimplementedCall', 'Empty', 'Empty', {}, 'UnimplementedService');
