// The two libraries, from the folders of NODE_PATH: @grpc/grpc-js, and protobufjs as the one file that needs nothing else.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const grpc = require('@grpc/grpc-js');
export const protobuf = require('protobufjs/dist/protobuf.js');
