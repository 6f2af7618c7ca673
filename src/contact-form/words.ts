/** Texts of the contact form that are looked up by the name of a field, a failure or a state. */
import { type Msg, str } from '../core/localize.ts';
import type { FieldName } from './message.ts';
import type { Failure, FailureCode } from './message-client.ts';
import type { VerificationState } from './verification.ts';

/**
 * The texts of a field, and what the browser may fill in (WCAG 1.3.5). `autocomplete` is never `off`: WebKit empties
 * such fields when the visitor comes back to the page.
 */
export interface FieldWords {
  label: string;
  hint?: string;
  /** Error text for an empty field. */
  empty?: string;
  /** Error text for a value in the wrong format. */
  format?: string;
  /** Not `email`: Chromium returns the domain of such a value in Punycode. */
  type?: 'tel';
  inputmode?: 'email' | 'tel';
  autocomplete?: string;
}

export const fieldWords = (msg: Msg): Record<FieldName, FieldWords> => ({
  name: { label: msg('Namn'), empty: msg('Skriv ditt namn'), autocomplete: 'name' },
  organisation: {
    label: msg('Kommun, region eller annan organisation'),
    autocomplete: 'organization',
  },
  email: {
    label: msg('E-postadress'),
    hint: msg('Vi använder adressen bara för att svara dig.'),
    empty: msg('Skriv din e-postadress'),
    format: msg('Skriv e-postadressen i rätt format, till exempel namn@exempel.se'),
    inputmode: 'email',
    autocomplete: 'email',
  },
  telephone: {
    label: msg('Telefonnummer'),
    hint: msg('Fyll i om du vill att vi ringer dig.'),
    format: msg('Skriv telefonnumret med siffror, till exempel 070-123\u00a045\u00a067'),
    type: 'tel',
    inputmode: 'tel',
    autocomplete: 'tel',
  },
  subject: { label: msg('Ämne'), empty: msg('Skriv ett ämne') },
  message: {
    label: msg('Meddelande'),
    hint: msg('Skriv inte känsliga uppgifter, till exempel om hälsa, eller ditt personnummer.'),
    empty: msg('Skriv ditt meddelande'),
  },
});

/** Why the message was not sent, and what to do about it. */
export function failureText(msg: Msg, { code, minutes }: Failure): string {
  const closed = msg(
    'Formuläret tar inte emot meddelandet. Kopiera det du har skrivit och kontakta oss på ett annat sätt.',
  );
  const later = msg(
    str`Vi kan inte ta emot meddelanden just nu. Försök igen om ${minutes} minuter.`,
  );
  const texts: Partial<Record<FailureCode, string>> = {
    offline: msg('Du är inte ansluten till internet. Försök igen när du är det.'),
    unknown: msg('Försök igen – meddelandet skickas inte dubbelt.'),
    'rate-limited': later,
    unavailable: later,
    closed,
    language: closed,
    // Every valid message fits a receiver: something in between allows less.
    'too-large': closed,
  };
  // `refused`, and errors for fields that the form doesn't have.
  return (
    texts[code] ??
    msg(
      'Formuläret fungerar inte som det ska. Kopiera det du har skrivit, ladda om sidan och försök igen.',
    )
  );
}

/** The state of the verification in words. All but the last fit on one line on a phone. */
export const verificationTexts = (msg: Msg): Record<VerificationState, string> => ({
  idle: msg('Kontrollen startar när du börjar skriva'),
  running: msg('Kontrollen pågår …'),
  done: msg('Kontrollen är klar'),
  failed: msg('Kontrollen misslyckades. Gör om den eller kontakta oss på ett annat sätt.'),
});
