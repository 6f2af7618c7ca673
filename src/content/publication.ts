/** The words around the elements where they are published beside the script: titles and notes. */
import { type Msg, str } from '../core/localize.ts';

export function publicationText(msg: Msg, person: string) {
  const recipient = msg('SKR');
  return {
    /** Who has published what the elements say. */
    publisher: msg('Sveriges Kommuner och Regioner (SKR)'),
    /** Under a text that is not in Swedish; the same words as in the element. */
    translationNotice: msg('Det här är en översättning. Den svenska texten är originalet.', {
      desc: 'Shown in every language but Swedish.',
    }),
    /** The title of the feed. */
    changesTitle: msg('Ändringar i SKR:s text om internationella samarbeten'),
    /** The title of the page with the person responsible. */
    person: msg(str`Informationsansvarig: ${person}`),
    /** The title of the page with the form. */
    form: msg(str`Kontaktformulär ${recipient}`),
    /** The heading of a page that shows what SKR says. */
    information: msg('Information från Sveriges Kommuner och Regioner (SKR)'),
    /** The heading of a page with a person or a form. */
    contact: msg('Kontakt'),
    /** Leads from such a page to where its visitor came from. */
    back: msg('Tillbaka till sidan du kom från'),
    /** For a frame that lets no form be sent. */
    notSentHere: msg('Här går det inte att skicka något.'),
    /** Leads from there to a page where it can be. */
    openForm: msg('Öppna formuläret på en egen sida'),
    /** Over an element whose words came with the address. */
    wordsOfAddress: msg('Texten kommer från länken du följde. SKR har inte skrivit den.', {
      desc: 'A warning: anyone can make a link that puts words on this page.',
    }),
  };
}
