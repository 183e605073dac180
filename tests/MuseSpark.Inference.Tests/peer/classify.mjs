// Classifies pictures with nsfwjs itself, on TensorFlow.js's own WebAssembly backend, offline.
// Standard input: [{path, width, height}], files of raw RGB; standard output: for each the chance of every class, by name.
import { readFileSync } from 'node:fs';

// The libraries greet on standard output; they are loaded after this.
console.log = console.info = console.warn = (...words) => console.error(...words);
const tf = await import('@tensorflow/tfjs');
await import('@tensorflow/tfjs-backend-wasm');
const { load } = await import('nsfwjs/core');
const { MobileNetV2MidModel } = await import('nsfwjs/models/mobilenet_v2_mid');

tf.enableProdMode();
await tf.setBackend('wasm');
const model = await load('MobileNetV2Mid', { modelDefinitions: [MobileNetV2MidModel] });
const answers = [];
for (const { path, width, height } of JSON.parse(readFileSync(0, 'utf8'))) {
  const pixels = tf.tensor3d(new Uint8Array(readFileSync(path)), [height, width, 3], 'int32');
  const chances = await model.classify(pixels);
  answers.push(Object.fromEntries(chances.map(chance => [chance.className, chance.probability])));
  pixels.dispose();
}
process.stdout.write(JSON.stringify(answers));
