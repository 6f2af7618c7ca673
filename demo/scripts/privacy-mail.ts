/** The mail to data protection: what will be shown, and where its texts are filled in with that. */
import { type Choice, choiceFrom, isExample, type Release, textsQueryOf } from './code.ts';
import { describeContent, type Order } from './order.ts';

/**
 * @param choice Nothing while nobody has chosen: the mail then has places to fill in.
 * @param siteUrl A page of this site in the same language.
 * @param release Says where SKR's text is.
 */
export function writePrivacyMail(
  choice: Choice | undefined,
  siteUrl: string,
  { links }: Pick<Release, 'links'>,
  locale: 'sv' | 'en',
): Order {
  const t = (sv: string, en: string) => (locale === 'sv' ? sv : en);
  const query = choice && textsQueryOf(choice);
  const articleUrl = links[`skr-intl-overview.${locale}`]?.href;
  const isTextOnly = choice?.way === 'text';
  const content = describeContent(choice ?? choiceFrom(new URLSearchParams()), locale);
  const withForm = t(
    'med ett formulär som skickar till oss',
    'with a form that sends messages to us',
  );
  const withoutForm = t('utan formulär', 'without a form');
  const hasForm = query?.get('form') === 'yes';
  const widget = {
    text: t('Hela texten', 'The whole text'),
    card: choice?.facts === 'icld' ? 'ICLD' : 'SALAR International',
    'own-card': t('Egen organisation', 'Organisation (our own content)'),
    person: t('Person hos SKR', 'Person at SALAR'),
    own: t('Egen person', 'Our own employee'),
    form: t('Formulär', 'Form'),
  }[query?.get('show') ?? ''];
  const what = widget
    ? `${widget}, ${hasForm ? withForm : withoutForm}`
    : t(
        `[Hela texten / Organisation / Person], [${withForm} / ${withoutForm}]`,
        `[The whole text / Organisation / Person], [${withForm} / ${withoutForm}]`,
      );
  const form = hasForm
    ? t('ett formulär som skickar till oss', 'a form that sends messages to us')
    : t('en länk till SKR:s formulär', 'a link to SALAR’s form');
  const { origin, host } = new URL(siteUrl);
  const publisher = isExample(origin) ? '' : ` (${host})`;
  const place = {
    own: t('på vår egen server', 'on our own server'),
    publisher: t('hos utgivaren', 'by the publisher') + publisher,
  }[query?.get('script') ?? ''];
  const person = {
    text: t(
      `Den finns här: ${articleUrl}\nI den står namn och titel på en person hos SKR. Får vi visa dem?`,
      `It is here: ${articleUrl}\nIt includes the name and title of a person at SALAR. May we show them?`,
    ),
    person: t(
      'Det är namn och titel på en person hos SKR. Får vi visa dem?',
      'These are the name and title of a person at SALAR. May we show them?',
    ),
    card: t('Ingen person nämns.', 'Nobody is named.'),
  }[query?.get('show') ?? ''];
  const newReceiver = choice?.['new-receiver'] === 'yes';
  const receiver = newReceiver
    ? t(
        'Vi har ingen mottagare än: den beställer vi av it. Vi tänker oss att den drivs av […], att ett meddelande går till […], där det sparas […], att det gallras i mottagaren efter […] dagar, enligt ett beslut av […], och att vi svarar inom […] arbetsdagar.',
        'We have no receiver yet: we are ordering one from IT. Our plan is that it is run by […], that messages go to […], where they are kept […], that they are deleted from the receiver after […] days, under a decision by […], and that we reply within […] working days.',
      )
    : t(
        'Mottagaren drivs av […]. Ett meddelande går till […], där det sparas […]. I mottagaren gallras det efter […] dagar, enligt beslut […]. Vi svarar inom […] arbetsdagar.',
        'The receiver is run by […]. Messages go to […], where they are kept […]. They are deleted from the receiver after […] days, under decision […]. We reply within […] working days.',
      );
  const trustUrl = new URL(
    t('trygghet.html#far-vi-svaret-pa-en-minut', 'trust.html#may-we-the-answer-in-a-minute'),
    siteUrl,
  );
  // What is filled in from there has the same choices.
  trustUrl.search = query?.toString() ?? '';
  const textsUrl = new URL(t('texter.html#fyll-i-en-gang', 'texts.html#fill-in-once'), siteUrl);
  textsUrl.search = query?.toString() ?? '';
  return {
    subject: isTextOnly
      ? t('Får vi? SKR:s text på vår webbplats', 'May we? SALAR’s text on our website')
      : t('Får vi? SKR Widgets på vår webbplats', 'May we? SKR Widgets on our website'),
    body: [
      t('Hej!', 'Hello!'),
      t(
        `Vi vill visa ${content} på vår webbplats: [adressen till er sida] (inte publicerat där än).${isTextOnly ? '' : ' Vi använder SKR Widgets.'}`,
        `We want to show ${content} on our website: [the address of your page] (not published there yet).${isTextOnly ? '' : ' We will use SKR Widgets.'}`,
      ),
      [
        `${t('Det här visar vi: ', 'This is what we will show: ')}${query?.get('show') === 'form' ? form : what}.`,
        ...(person
          ? [
              person +
                t(
                  ' SKR:s tillåtelse att återge texten ordnar vi.',
                  ' We will obtain SALAR’s permission to reproduce the text.',
                ),
            ]
          : []),
        isTextOnly
          ? t(
              'Inget skript: bara texten, kopierad från SKR Widgets.',
              'No script: only the text, copied from SKR Widgets.',
            )
          : `${t('Skriptet ligger ', 'The script is hosted ')}${
              place ??
              t('[på vår egen server / hos utgivaren]', '[on our own server / by the publisher]')
            }.`,
        ...(hasForm ? [receiver] : []),
        ...(query ? [] : [t('Med formulär: ', 'With a form: ') + receiver]),
        t('Vi behöver svar senast: […].', 'We need a reply by: […].'),
      ].join('\n'),
      [
        `${t('Får vi? Svaret på en minut: ', 'May we? The answer in a minute: ')}${trustUrl}`,
        t(
          `Här fyller ni i svaret till mig och alla texter, på ${isTextOnly ? 'några minuter' : 'ungefär en kvart'}: ${textsUrl}`,
          `You can fill in your reply to me and all the texts here, in ${isTextOnly ? 'a few minutes' : 'about fifteen minutes'}: ${textsUrl}`,
        ),
      ].join('\n'),
      t('[ert namn]', '[your name]'),
    ].join('\n\n'),
  };
}
