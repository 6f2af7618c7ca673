/** A field of the form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: string;
  readonly hint?: string;
  readonly required?: boolean;
  readonly multiline?: boolean;
}

/** The fields of the form that every candidate shows. */
export const fields: readonly Field[] = [
  { name: 'name', label: 'Namn', required: true },
  { name: 'organisation', label: 'Kommun, region eller annan organisation' },
  {
    name: 'email',
    label: 'E-postadress',
    type: 'email',
    hint: 'Vi använder adressen bara för att svara dig.',
    required: true,
  },
  {
    name: 'telephone',
    label: 'Telefonnummer',
    type: 'tel',
    hint: 'Fyll i om du vill att vi ringer dig.',
  },
  { name: 'subject', label: 'Ämne', required: true },
  {
    name: 'message',
    label: 'Meddelande',
    hint: 'Skriv inte in känsliga uppgifter, till exempel om hälsa, och inte ditt personnummer.',
    multiline: true,
    required: true,
  },
];

export const keep = 'Spara ett utkast i den här webbläsaren';
export const send = 'Skicka meddelandet';
