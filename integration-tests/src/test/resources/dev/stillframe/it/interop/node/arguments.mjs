// The arguments that gRPC's interop programs take: pairs of a name and a value.
import fs from 'node:fs';

const words = process.argv.slice(2);
const values = new Map();
for (let i = 0; i + 1 < words.length; i += 2) {
  values.set(words[i], words[i + 1]);
}

export const text = (name, otherwise) => values.get(name) ?? otherwise;
export const tls = () => text('--use_tls') === 'true';
export const octets = name => fs.readFileSync(text(name));
