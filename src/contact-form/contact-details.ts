/** The ways to reach someone: by telephone and by email. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { fieldRules } from './message.ts';
import type { Msg } from '../core/localize.ts';
import { usable } from '../core/warn.ts';

const TELEPHONE = fieldRules.telephone.format;
const EMAIL = fieldRules.email.format;

/** A telephone number as written, dialled on a touch if it is one. */
export function telephoneLink(telephone: string): TemplateResult | string {
  if (!TELEPHONE.test(telephone)) return telephone;
  // The zero of "+46 (0)8" is not dialled from abroad, and need not be from home.
  const dialled = telephone.replace(/^(\+.*)\(0\)/, '$1').replace(/[^+\d]/g, '');
  return html`<a part="link" href="tel:${dialled}">${telephone}</a>`;
}

/** An email address that opens a new mail, if it is one. */
export function emailLink(email: string): TemplateResult | string {
  if (!EMAIL.test(email)) return email;
  return html`<a part="link" href="mailto:${encodeURI(email)}">${email}</a>`;
}

/** A telephone number and an email address, each on a line, as far as known. */
export function waysToReach(
  msg: Msg,
  { telephone, email }: { telephone?: string | undefined; email?: string | undefined },
): TemplateResult {
  return html`${
    telephone
      ? html`<p part="telephone">${msg('Telefon')}: ${telephoneLink(telephone)}</p>`
      : nothing
  }${email ? html`<p part="email">${msg('E-post')}: ${emailLink(email)}</p>` : nothing}`;
}

/** Warns about a telephone number or an email address that cannot become a link. */
export function warnAboutWays(element: Element): void {
  usable(element, 'telephone', TELEPHONE, 'write one like 08-123 45 67');
  usable(element, 'email', EMAIL, 'write one like namn@exempel.se');
}
