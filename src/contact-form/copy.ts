/** A copy of a message for who has sent it: made in the browser, and stored nowhere. */
import { type Msg, str } from '../core/localize.ts';
import type { FormController } from './form-controller.ts';
import { fieldNames } from './message.ts';
import { fieldWords } from './words.ts';

/** Writes a sent message as text, with its reference number and the time. */
export function writeCopy(
  msg: Msg,
  { fields, reference, receivedAt, locale }: FormController,
  formName: string,
): string {
  // British, as the date in the article.
  const time = receivedAt.toLocaleString(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'long',
    timeStyle: 'short',
  });
  const words = fieldWords(msg);
  return [
    formName,
    `${msg('Referensnummer')}: ${reference}`,
    msg(str`Mottaget: ${time}`),
    '',
    ...fieldNames
      .filter((name) => fields[name])
      .map((name) => `${words[name].label}: ${fields[name]}`),
  ].join('\n');
}

/** Has the browser save a text as a file. */
export function saveFile(name: string, text: string): void {
  const link = document.createElement('a');
  link.download = name;
  // The mark at the beginning tells phones that it is UTF-8.
  link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/plain' }));
  link.click();
  // Safari reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
