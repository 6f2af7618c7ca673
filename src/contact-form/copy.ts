/** The sender's own copy of a message. Created in the browser; not stored anywhere. */
import { type Msg, str } from '../core/localize.ts';
import type { FormController } from './form-controller.ts';
import { fieldNames } from './message.ts';
import { fieldWords } from './words.ts';

/** Returns a sent message as text, with its reference number and the time. */
export function writeCopy(
  msg: Msg,
  { fields, reference, receivedAt }: FormController,
  formName: string,
): string {
  // Not `toLocaleString()`: the first date that a browser formats takes longer than rendering the confirmation.
  const localTime = new Date(Number(receivedAt) - receivedAt.getTimezoneOffset() * 60_000);
  const time = localTime.toISOString().slice(0, 16).replace('T', ' ');
  const words = fieldWords(msg);
  return [
    formName,
    `${msg('Referensnummer')}: ${reference}`,
    msg(str`Mottaget: ${time}`),
    ...fieldNames
      .filter((name) => fields[name])
      .map((name) => `\n${words[name].label}: ${fields[name]}`),
  ].join('\n');
}

/** Makes the browser save a text as a file. */
export function saveFile(name: string, text: string): void {
  const link = document.createElement('a');
  link.download = name;
  // The byte order mark tells phones that the file is UTF-8.
  link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/plain' }));
  link.click();
  // Safari reads the blob after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
