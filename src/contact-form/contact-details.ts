/** Templates for a telephone number and an email address, as links if they are valid. */
import { html, nothing, type TemplateResult } from 'lit';
import { type ContentContext, link, paragraph } from '../core/content.ts';
import { getValidValue } from '../core/warn.ts';
import { fieldRules, removeInvisible } from './message.ts';

const TELEPHONE = fieldRules.telephone.format;
const EMAIL = fieldRules.email.format;

/** Text after a telephone number, such as `ankn 12`, which isn't dialled. */
export const EXTENSION = /\p{L}.*/su;

/** How to contact somebody. Missing details are left out. */
export interface ContactDetails {
  readonly telephone?: string | null | undefined;
  readonly email?: string | null | undefined;
}

/** The telephone number and the email address, each on a line of its own. Missing ones are left out. */
export function contactDetails(
  context: ContentContext,
  { telephone, email }: ContactDetails,
): TemplateResult {
  const { msg } = context;
  const line = (name: string, label: string, value: unknown) =>
    paragraph(
      context,
      html`<span class="skr-label">${label}:</span> <span class="skr-value">${value}</span>`,
      name,
    );
  return html`${telephone ? line('telephone', msg('Telefon'), telephoneLink(context, telephone)) : nothing}
    ${email ? line('email', msg('E-post'), emailLink(context, email)) : nothing}`;
}

/** A telephone number as written, with a `tel:` link if it is valid. */
export function telephoneLink(context: ContentContext, telephone: string): unknown {
  const text = removeInvisible(telephone);
  if (!TELEPHONE.test(text)) return telephone;
  // The zero of "+46 (0)8" isn't dialled from abroad, and needn't be in Sweden.
  const number = text.replace(EXTENSION, '').replace(/^(\+.*)\(0\)/, '$1');
  return link(context, `tel:${number.replace(/[^+\d]/g, '')}`, text);
}

/** An email address, with a `mailto:` link if it is valid. */
export function emailLink(context: ContentContext, email: string): unknown {
  const text = removeInvisible(email);
  if (!EMAIL.test(text)) return email;
  const [user, domain] = text.split('@');
  // Allow a line break after the @, without adding a character to copied text. The format already rejects
  // everything that could end the address or add headers to the mail, except the percent sign.
  const content = html`${user}@<wbr>${domain}`;
  return link(context, `mailto:${text.replaceAll('%', '%25')}`, content, 'no');
}

/** Logs a warning about a telephone number or an email address that can't become a link. */
export function warnInvalidContactDetails(element: Element & ContactDetails): void {
  const telephone = removeInvisible(element.telephone ?? '');
  const email = removeInvisible(element.email ?? '');
  getValidValue(element, 'telephone', telephone, TELEPHONE, 'write one like 08-123 45 67');
  getValidValue(element, 'email', email, EMAIL, 'write one like namn@exempel.se');
}
