// Embeds texts with the feature extraction of @huggingface/transformers.
// Standard input: {folder, pooling, texts}; standard output: for each text a list of numbers.
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { env, pipeline } from '@huggingface/transformers';

const { folder, pooling, texts } = JSON.parse(readFileSync(0, 'utf8'));
env.allowRemoteModels = false;
env.localModelPath = dirname(folder) + '/';
const extract = await pipeline('feature-extraction', basename(folder), { dtype: 'fp32', device: 'cpu' });
process.stdout.write(JSON.stringify((await extract(texts, { pooling, normalize: true })).tolist()));
