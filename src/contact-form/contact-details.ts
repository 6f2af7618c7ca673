/** A telephone number and an email address, as links where they can be. */
import { html, nothing, type TemplateResult } from 'lit';
import { type ContentContext, link, paragraph } from '../core/content.ts';
import { getValidValue } from '../core/warn.ts';
import { fieldRules, removeInvisible } from './message.ts';

const TELEPHONE = fieldRules.telephone.format;
const EMAIL = fieldRules.email.format;

/** What follows a telephone number in words, and is not dialled: `ankn 12`. */
export const EXTENSION = /\p{L}.*/su;

/** How to reach somebody. What is missing is left out. */
export interface ContactDetails {
  readonly telephone?: string | null | undefined;
  readonly email?: string | null | undefined;
}

/** A telephone number and an email address, each on a line, as far as known. */
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

/** A telephone number as written, dialled on a touch if it is one. */
export function telephoneLink(context: ContentContext, telephone: string): unknown {
  const text = removeInvisible(telephone);
  if (!TELEPHONE.test(text)) return telephone;
  // The zero of "+46 (0)8" is not dialled from abroad, and need not be from home.
  const number = text.replace(EXTENSION, '').replace(/^(\+.*)\(0\)/, '$1');
  return link(context, `tel:${number.replace(/[^+\d]/g, '')}`, text);
}

/** An email address that opens a new mail, if it is one. */
export function emailLink(context: ContentContext, email: string): unknown {
  const text = removeInvisible(email);
  if (!EMAIL.test(text)) return email;
  const [user, domain] = text.split('@');
  // A line may end after the @: what is copied has nothing there. The format lets nothing through that ends
  // the address or adds to the mail, but for the sign of what is escaped.
  const content = html`${user}@<wbr>${domain}`;
  return link(context, `mailto:${text.replaceAll('%', '%25')}`, content, 'no');
}

/** Warns about a telephone number or an email address that cannot become a link. */
export function warnInvalidContactDetails(element: Element & ContactDetails): void {
  const telephone = removeInvisible(element.telephone ?? '');
  const email = removeInvisible(element.email ?? '');
  getValidValue(element, 'telephone', telephone, TELEPHONE, 'write one like 08-123 45 67');
  getValidValue(element, 'email', email, EMAIL, 'write one like namn@exempel.se');
}
