// Greedy texts with @huggingface/transformers. Arguments: the model folder, then its precision as transformers.js names it.
// Standard input, a line each: {ids, count}; standard output: {ids, rate}, the new tokens and how many a second after the first.
import { createInterface } from 'node:readline';
import { basename, dirname, resolve } from 'node:path';
import { AutoModelForCausalLM, BaseStreamer, Tensor, env } from '@huggingface/transformers';

const [folder, dtype] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = dirname(resolve(folder)) + '/';
const model = await AutoModelForCausalLM.from_pretrained(basename(resolve(folder)), { dtype, device: 'cpu' });

class Clock extends BaseStreamer {
  times = [];
  put() { this.times.push(performance.now()); }
  end() {}
}

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const { ids, count } = JSON.parse(line);
  const clock = new Clock();
  const sequence = await model.generate({
    inputs: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
    do_sample: false, min_new_tokens: count, max_new_tokens: count, streamer: clock,
  });
  // The streamer is first given the prompt.
  const times = clock.times.slice(1);
  console.log(JSON.stringify({ ids: sequence.tolist()[0].slice(ids.length).map(Number), rate: 1000 * (times.length - 1) / (times.at(-1) - times[0]) }));
}
