// Greedy texts with llama.cpp through node-llama-cpp. Argument: the GGUF file.
// Standard input, a line each: {ids, count}; standard output: {ids, rate, threads}: the new tokens, how many a second after the first, and a word on the threads.
// One thread or one for each core, whichever is faster here: where cores are shared, its threads can wait for each other for seconds.
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

const llama = await getLlama({ build: 'never', gpu: false, logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath: process.argv[2] });

async function write(sequence, ids, count, until = Infinity) {
  await sequence.clearHistory();
  const [tokens, times] = [[], []];
  for await (const token of sequence.evaluate(ids, { temperature: 0 })) {
    times.push(performance.now());
    tokens.push(Number(token));
    if (tokens.length === count || times.at(-1) > until) break;
  }
  return { ids: tokens, rate: 1000 * (tokens.length - 1) / (times.at(-1) - times[0]) };
}

let best;
for (const threads of new Set([1, availableParallelism()])) {
  const context = await model.createContext({ contextSize: 1024, threads });
  const sequence = context.getSequence();
  await write(sequence, [5, 6, 7, 8], 4, performance.now() + 5000);
  const { rate } = await write(sequence, [5, 6, 7, 8], 32, performance.now() + 5000);
  if (rate > (best?.rate ?? 0)) best = { sequence, rate, threads };
}

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const { ids, count } = JSON.parse(line);
  console.log(JSON.stringify({ ...(await write(best.sequence, ids, count)), threads: best.threads === 1 ? 'one thread' : `${best.threads} threads` }));
}
