// Judges files with the reference implementation (c2pa-rs as WebAssembly), offline.
// Standard input: {"trust": PEM or null, "files": [{"path", "type"}]}; standard output: one verdict for each file.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WasmReader, initSync } from '@contentauth/c2pa-wasm';

initSync({ module: readFileSync(fileURLToPath(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm'))) });
const { trust, files } = JSON.parse(readFileSync(0, 'utf8'));

// The extended key usages of the public configuration of C2PA tools: mail, documents, time-stamps, OCSP, two for C2PA.
const uses = '1.3.6.1.5.5.7.3.4\n1.3.6.1.5.5.7.3.36\n1.3.6.1.5.5.7.3.8\n1.3.6.1.5.5.7.3.9\n1.3.6.1.4.1.311.76.59.1.9\n1.3.6.1.4.1.62558.2.1\n';
const context = JSON.stringify({
  verify: { verify_trust: true, remote_manifest_fetch: false, ocsp_fetch: false },
  ...(trust ? { trust: { trust_anchors: trust, trust_config: uses } } : {}),
});

const codes = list => (list ?? []).map(status => status.code);
const verdicts = [];
for (const { path, type } of files) {
  try {
    const reader = await WasmReader.fromBytes(type, new Uint8Array(readFileSync(path)), context);
    const store = JSON.parse(reader.json());
    reader.free();
    const active = store.validation_results?.activeManifest;
    const deltas = (store.validation_results?.ingredientDeltas ?? []).flatMap(delta => codes(delta.validationDeltas.failure));
    verdicts.push({ state: store.validation_state, success: codes(active?.success), informational: codes(active?.informational), failure: [...codes(active?.failure), ...deltas], manifest: store.manifests[store.active_manifest] });
  } catch (error) {
    const message = String(error?.message ?? error);
    verdicts.push({ state: /JumbfNotFound|ProvenanceMissing/.test(message) ? 'None' : 'Error', success: [], informational: [], failure: [], error: message });
  }
}
console.log(JSON.stringify(verdicts));
