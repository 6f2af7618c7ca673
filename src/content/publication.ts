/** Texts around the elements in the published files: titles and notices. */
import { type Msg, str } from '../core/localize.ts';

export function publicationText(msg: Msg, person: string) {
  const recipient = msg('SKR');
  return {
    /** The publisher of the content. */
    publisher: msg('Sveriges Kommuner och Regioner (SKR)'),
    /** Below a text that is not in Swedish; the same words as in the element. */
    translationNotice: msg('Det här är en översättning. Den svenska texten är originalet.', {
      desc: 'Shown in every language but Swedish.',
    }),
    /** The title of the feed. */
    changesTitle: msg('Ändringar i SKR:s text om internationella samarbeten'),
    /** The title of the embed page with the person responsible. */
    person: msg(str`Informationsansvarig: ${person}`),
    /** The title of the embed page with the form. */
    form: msg(str`Kontaktformulär ${recipient}`),
    /** The heading of an embed page with content from SKR. */
    information: msg('Information från Sveriges Kommuner och Regioner (SKR)'),
    /** The heading of an embed page with a person or a form. */
    contact: msg('Kontakt'),
    /** The text of the link from an embed page back to the previous page. */
    back: msg('Tillbaka till sidan du kom från'),
    /** Shown in a frame whose sandbox doesn't let a form be sent. */
    notSentHere: msg('Här går det inte att skicka något.'),
    /** The text of the link to a page where the form can be sent. */
    openForm: msg('Öppna formuläret på en egen sida'),
    /** Above an element whose words come from the URL. */
    wordsOfAddress: msg('Texten kommer från länken du följde. SKR har inte skrivit den.', {
      desc: 'A warning: anyone can make a link that puts words on this page.',
    }),
  };
}
