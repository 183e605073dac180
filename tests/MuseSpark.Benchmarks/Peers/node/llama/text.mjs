// Greedy texts with llama.cpp through node-llama-cpp. Argument: the GGUF file.
// Standard input, a line each: {ids, count}; standard output: {ids, rate}, the new tokens and how many a second after the first.
import { createInterface } from 'node:readline';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

const llama = await getLlama({ build: 'never', gpu: false, logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath: process.argv[2] });
const context = await model.createContext({ contextSize: 1024 });
const sequence = context.getSequence();

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const { ids, count } = JSON.parse(line);
  await sequence.clearHistory();
  const [tokens, times] = [[], []];
  for await (const token of sequence.evaluate(ids, { temperature: 0 })) {
    times.push(performance.now());
    tokens.push(Number(token));
    if (tokens.length === count) break;
  }
  console.log(JSON.stringify({ ids: tokens, rate: 1000 * (count - 1) / (times.at(-1) - times[0]) }));
}
