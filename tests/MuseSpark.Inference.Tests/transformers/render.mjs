// Renders conversations with apply_chat_template of @huggingface/transformers.
// Standard input: {tokenizer, tokens, templates, cases}: a path of any tokenizer.json, special tokens by name, templates by name, and options
// with their messages; standard output: by template, for each case {text} or {error}.
import { readFileSync } from 'node:fs';
import { PreTrainedTokenizer } from '@huggingface/transformers';

const { tokenizer: file, tokens, templates, cases } = JSON.parse(readFileSync(0, 'utf8'));
const tokenizer = new PreTrainedTokenizer(JSON.parse(readFileSync(file, 'utf8')), tokens);
const render = (chat_template, { messages, ...options }) => {
  try {
    return { text: tokenizer.apply_chat_template(messages, { ...options, chat_template, tokenize: false }) };
  } catch (error) {
    return { error: error.message };
  }
};
const answers = Object.entries(templates).map(([name, template]) => [name, cases.map(each => render(template, each))]);
process.stdout.write(JSON.stringify(Object.fromEntries(answers)));
