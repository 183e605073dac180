// Loads a model folder unchanged with transformers.js and compares its greedy ids with parity.json, which torch wrote.
// Usage: node check.mjs [folder] [dtype]
import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AutoModelForCausalLM, AutoTokenizer, env } from '@huggingface/transformers';

const [folder = join(import.meta.dirname, '../../models/spark-text'), dtype = 'fp32'] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = dirname(resolve(folder)) + '/';
const name = basename(resolve(folder));

const tokenizer = await AutoTokenizer.from_pretrained(name);
const model = await AutoModelForCausalLM.from_pretrained(name, { dtype, device: 'cpu' });
const { prompts } = JSON.parse(readFileSync(join(folder, 'parity.json'), 'utf8'));

let agreeing = 0;
for (const { text, ids, greedy } of prompts) {
  const inputs = tokenizer(text, { add_special_tokens: false });
  const sequence = await model.generate({ ...inputs, do_sample: false, max_new_tokens: greedy.length });
  const found = sequence.tolist()[0].map(Number);
  const wanted = [...ids, ...greedy];
  const at = wanted.findIndex((id, i) => id !== found[i]);
  if (at < 0 && found.length === wanted.length) agreeing++;
  else console.log(`${text}\n  token ${at}: ${found[at]} instead of ${wanted[at]}${at < ids.length ? ' (in the prompt)' : ''}`);
}
console.log(`${agreeing} of ${prompts.length} prompts agree`);
process.exit(agreeing === prompts.length ? 0 : 1);
