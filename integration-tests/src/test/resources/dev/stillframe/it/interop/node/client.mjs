// An interop client on @grpc/grpc-js: plays one case of gRPC's interoperability tests; ends with 0 if it passed, and else says
// on its error stream why not.
import { octets, text, tls } from './arguments.mjs';
import * as compression from './compression-cases.mjs';
import { grpc } from './library.mjs';
import * as messaging from './messaging-cases.mjs';
import * as status from './status-cases.mjs';

const cases = { ...messaging, ...compression, ...status };

const credentials = tls() ? grpc.credentials.createSsl(octets('--ca_file')) : grpc.credentials.createInsecure();
const name = text('--server_host_override');
const override = name ? { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name } : {};
const address = `${text('--server_host')}:${text('--server_port')}`;

const connect = options => new grpc.Client(address, credentials, { ...override, ...options });

try {
  const play = cases[text('--test_case')];
  if (play === undefined) {
    throw new Error(`no such case: ${text('--test_case')}`);
  }
  const client = connect({});
  await play(client, connect);
  client.close();
} catch (failure) {
  console.error(failure);
  process.exit(1);
}
