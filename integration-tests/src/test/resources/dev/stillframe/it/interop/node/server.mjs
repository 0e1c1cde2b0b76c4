// An interop server on @grpc/grpc-js: says "ready PORT" when it listens, and ends on SIGTERM.
import { octets, text, tls } from './arguments.mjs';
import { grpc } from './library.mjs';
import { definition, implementation } from './service.mjs';

const credentials = tls()
  ? grpc.ServerCredentials.createSsl(null, [{ private_key: octets('--key_file'), cert_chain: octets('--cert_file') }])
  : grpc.ServerCredentials.createInsecure();

// As the gRPC project's own interop programs, for the case of a very large request.
const MOST = 16 * 1024 * 1024;

const server = new grpc.Server({ 'grpc.max_receive_message_length': MOST });
server.addService(definition, implementation);
server.bindAsync(`127.0.0.1:${text('--port', '0')}`, credentials, (failure, port) => {
  if (failure) {
    console.error(failure);
    process.exit(1);
  }
  server.start();
  console.log(`ready ${port}`);
});
process.on('SIGTERM', () => {
  server.forceShutdown();
  process.exit(0);
});
