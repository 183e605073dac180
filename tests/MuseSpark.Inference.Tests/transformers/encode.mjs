// Encodes and decodes texts with the tokenizer of @huggingface/transformers.
// Standard input: {tokenizer, config, texts}, the first two paths of JSON files; standard output: for each text {ids, framed, text}:
// without and with the special tokens around it, and decoded again.
import { readFileSync } from 'node:fs';
import { PreTrainedTokenizer } from '@huggingface/transformers';

const read = path => JSON.parse(readFileSync(path, 'utf8'));
const { tokenizer: file, config, texts } = JSON.parse(readFileSync(0, 'utf8'));
const tokenizer = new PreTrainedTokenizer(read(file), config ? read(config) : {});
const answers = texts.map(text => {
  const ids = tokenizer.encode(text, { add_special_tokens: false });
  return {
    ids,
    framed: tokenizer.encode(text),
    text: ids.length === 0 ? '' : tokenizer.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
  };
});
process.stdout.write(JSON.stringify(answers));
