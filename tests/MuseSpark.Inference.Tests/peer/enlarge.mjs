// Enlarges pictures with layers models on TensorFlow.js's own WebAssembly backend, offline. Levels go in and come out as 0..255: such a model says
// so of itself in its package (inputRange, outputRange of its definition).
// Standard input: {model, weights, pictures: [{path, width, height}]}, files of raw RGB; standard output: for each picture the levels, not rounded or clipped.
import { readFileSync } from 'node:fs';

// The libraries greet on standard output; they are loaded after this.
console.log = console.info = console.warn = (...words) => console.error(...words);
const tf = await import('@tensorflow/tfjs');
await import('@tensorflow/tfjs-backend-wasm');

tf.enableProdMode();
await tf.setBackend('wasm');
const asked = JSON.parse(readFileSync(0, 'utf8'));
const { modelTopology, weightsManifest } = JSON.parse(readFileSync(asked.model, 'utf8'));
const weightData = new Uint8Array(readFileSync(asked.weights)).buffer;
const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }));
const answers = [];
for (const { path, width, height } of asked.pictures) {
  const pixels = tf.tensor4d(new Float32Array(new Uint8Array(readFileSync(path))), [1, height, width, 3]);
  const large = model.predict(pixels);
  answers.push(Array.from(await large.data()));
  pixels.dispose();
  large.dispose();
}
process.stdout.write(JSON.stringify(answers));
