// Signs files with the reference implementation (c2pa-rs as WebAssembly).
// Standard input: {"key": PEM, "chain": [base64 DER], "jobs": [{"path", "type", "definition", "settings", "intent", "redactions"}]};
// standard output: for each job the signed file in base64, or what went wrong.
import { sign as signBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WasmBuilder, initSync } from '@contentauth/c2pa-wasm';

const RESERVE = 4096;

// The library reads files as browsers' workers do, without waiting; Node's own Blob can't.
class HeldBlob extends Blob {
  constructor(bytes) { super([bytes]); this.bytes = bytes; }
  slice(start, end) { return new HeldBlob(this.bytes.slice(start, end)); }
}
globalThis.FileReaderSync = class { readAsArrayBuffer(blob) { return new Uint8Array(blob.bytes).buffer; } };
globalThis.WorkerGlobalScope ??= Object;

const head = (major, n) => n < 24 ? [major << 5 | n] : n < 256 ? [major << 5 | 24, n] : [major << 5 | 25, n >> 8, n & 255];
const bytes = b => Buffer.concat([Buffer.from(head(2, b.length)), b]);
const text = t => Buffer.concat([Buffer.from(head(3, t.length)), Buffer.from(t)]);

initSync({ module: readFileSync(fileURLToPath(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm'))) });
const { key, chain, jobs } = JSON.parse(readFileSync(0, 'utf8'));
const certificates = chain.map(der => bytes(Buffer.from(der, 'base64')));
const headers = Buffer.concat([Buffer.from([0xa2, 1, 0x26, 0x18, 33, ...head(4, certificates.length)]), ...certificates]);

// COSE_Sign1, ES256, filled with zeros to the length that was reserved.
const signer = {
  alg: 'es256',
  reserveSize: RESERVE,
  sign: async claim => {
    const signed = Buffer.concat([Buffer.from([0x84]), text('Signature1'), bytes(headers), Buffer.from([0x40]), bytes(Buffer.from(claim))]);
    const signature = bytes(signBytes('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }));
    const start = Buffer.concat([Buffer.from([0xd2, 0x84]), bytes(headers), Buffer.from([0xa1]), text('pad')]);
    const pad = Buffer.alloc(RESERVE - start.length - 3 - 1 - signature.length);
    return new Uint8Array(Buffer.concat([start, bytes(pad), Buffer.from([0xf6]), signature]));
  },
};

const results = [];
for (const { path, type, definition, settings, intent, redactions } of jobs) {
  try {
    const builder = WasmBuilder.fromJson(JSON.stringify(definition), JSON.stringify(settings ?? {}));
    if (intent) builder.setIntent(intent);
    for (const uri of redactions ?? []) builder.addRedaction(uri, 'c2pa.PII.present');
    const file = await builder.sign(signer, [], type, new HeldBlob(new Uint8Array(readFileSync(path))));
    results.push({ file: Buffer.from(file).toString('base64') });
  } catch (error) {
    results.push({ error: String(error?.message ?? error) });
  }
}
console.log(JSON.stringify(results));
