// Pictures by a plain loop of onnxruntime-node over the graphs of a diffusers folder: a flow, guided, as the scheduler of the model has it.
// Argument: the model folder. Standard input, a line each: {prompt, unwanted, steps, guidance, channels, edge, doublings}; output: {seconds, pixels}, the bytes of red, green and blue.
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';

const folder = process.argv[2];
const open = part => ort.InferenceSession.create(join(folder, part, 'model.onnx'));
const [encoder, denoiser, decoder, upscaler] = await Promise.all(['text_encoder', 'unet', 'vae_decoder', 'upscaler'].map(open));
const encode = async ids => (await encoder.run({ input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]) })).last_hidden_state;
let unwantedWords;

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const { prompt, unwanted, steps, guidance, channels, edge, doublings } = JSON.parse(line);
  const start = performance.now();
  unwantedWords ??= await encode(unwanted);
  const wantedWords = await encode(prompt);
  const words = new ort.Tensor('float32', new Float32Array(2 * wantedWords.data.length), [2, ...wantedWords.dims.slice(1)]);
  words.data.set(unwantedWords.data);
  words.data.set(wantedWords.data, wantedWords.data.length);
  const size = channels * edge * edge;
  const latents = Float32Array.from({ length: size }, () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()));
  const sample = new ort.Tensor('float32', new Float32Array(2 * size), [2, channels, edge, edge]);
  const sigmas = Array.from({ length: steps }, (_, i) => 1 + (0.001 - 1) * i / (steps - 1)).concat(0);
  for (let step = 0; step < steps; step++) {
    sample.data.set(latents);
    sample.data.set(latents, size);
    const timestep = new ort.Tensor('float32', Float32Array.of(1000 * sigmas[step], 1000 * sigmas[step]), [2]);
    const { data } = (await denoiser.run({ sample, timestep, encoder_hidden_states: words })).out_sample;
    const move = sigmas[step + 1] - sigmas[step];
    for (let i = 0; i < size; i++) latents[i] += move * (data[i] + guidance * (data[size + i] - data[i]));
  }
  let picture = (await decoder.run({ latent_sample: new ort.Tensor('float32', latents, [1, channels, edge, edge]) })).sample;
  for (let i = 0; i < doublings; i++) picture = (await upscaler.run({ sample: picture })).upscaled;
  const pixels = Uint8ClampedArray.from(picture.data, value => 127.5 * (value + 1));
  console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, pixels: pixels.length }));
}
