import { createTransport, type Transporter } from 'nodemailer';
import { fieldRules } from '../../../src/form/message.ts';
import { type Config, ConfigError } from '../config.ts';
import type { Message } from '../messages/message-repository.ts';
import { stripInvisibleCharacters } from '../messages/strip-invisible.ts';
import { readSecret } from '../security/keyring-source.ts';

/** Sends one mail, and settles when the mail server has answered for it. */
export type SendMail = (mail: OutgoingMail) => Promise<void>;

/** A mail that a message is owed. */
export interface OutgoingMail {
  readonly messageId: string;
  readonly recipient: string;
  readonly message: Message;
}

/** The mail server's settings. */
export type MailConfig = NonNullable<Config['mail']>;

/** A connection to the mail server. */
export interface Mailer {
  readonly send: SendMail;
  /** Closes the connections; one that is sending finishes first. */
  close(): void;
}

/** Senders at once; more would be taken for a flood by many mail servers. */
const maxConnections = 3;

/**
 * Patience with the mail server, in milliseconds: with its silence, and with one mail in all. The
 * whole is less than the outbox's lease, so that no other receiver takes over a mail that is on its
 * way.
 */
const defaultTimeouts = { socketTimeoutMs: 20_000, totalTimeoutMs: 60_000 };

const languageNames = {
  sv: 'svenska',
  en: 'engelska',
} as const;

/** Opens the way to the mail server. The password is in `SMTP_PASSWORD` or a file it is told of. */
export function createMailer(
  { server, from, requireTls }: MailConfig,
  env: NodeJS.ProcessEnv,
  timeouts = defaultTimeouts,
): Mailer {
  const { protocol, hostname, port, username } = new URL(server);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const secure = protocol === 'smtps:';
  const transport: Transporter = createTransport({
    pool: true,
    maxConnections: maxConnections,
    // Trying again is the outbox's work, which knows what has been sent.
    maxRequeues: 0,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 465 : 587)),
    secure,
    requireTLS: requireTls && !local,
    ...(username && { auth: { user: decodeURIComponent(username), pass: readPassword(env) } }),
    connectionTimeout: timeouts.socketTimeoutMs,
    greetingTimeout: timeouts.socketTimeoutMs,
    socketTimeout: timeouts.socketTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (mail) => {
      const signal = AbortSignal.timeout(timeouts.totalTimeoutMs);
      await transport.sendMail({ ...composeMail(mail, from), signal });
    },
    close: () => transport.close(),
  };
}

/**
 * Writes the mail. Every text of the visitor's is given to nodemailer as a value, which encodes it
 * where a header would otherwise end; line breaks were taken out of it when it was received. Answers
 * go to the visitor, who gets no copy: the address has not been shown to be theirs.
 */
export function composeMail({ messageId, recipient, message }: OutgoingMail, from: string) {
  const { reference, form, receivedAt } = message;
  const { name, organisation, telephone, subject, message: text } = message.body.fields;
  // What is read is what is answered to.
  const email = stripInvisibleCharacters(message.body.fields.email);
  // Many mail servers refuse a header with other letters, and the mail would never come.
  const repliable = /^[!-~]+@/.test(email) && fieldRules.email.format.test(email);
  const reply = repliable ? 'Svara på det här mejlet' : 'Skriv till adressen ovan';
  const received = new Date(receivedAt).toLocaleString('sv-SE', { timeZone: 'Europe/Stockholm' });
  const sender = [
    `Namn: ${name}`,
    ...(organisation ? [`Organisation: ${organisation}`] : []),
    `E-post: ${email}`,
    ...(telephone ? [`Telefon: ${telephone}`] : []),
    `Ämne: ${subject}`,
  ];
  const lines = [
    ...sender.map(stripInvisibleCharacters),
    '',
    text,
    '',
    '-- ',
    `Ärendenummer ${reference}, mottaget ${received} genom kontaktformuläret "${form}".`,
    `Formuläret visades på ${languageNames[message.body.language]}. ${reply} för att svara avsändaren.`,
  ];
  return {
    messageId: `<${messageId}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    from,
    to: recipient,
    ...(repliable && { replyTo: { name: sanitizeHeader(name), address: email } }),
    subject: `[${reference}] ${sanitizeHeader(subject)}`,
    date: new Date(receivedAt),
    text: lines.join('\n'),
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/**
 * A text for a header: what is written like an encoded word is not one, and nothing turns the
 * direction of the line around or hides in it.
 */
function sanitizeHeader(text: string): string {
  return stripInvisibleCharacters(text).replaceAll('=?', '= ?');
}

function readPassword(env: NodeJS.ProcessEnv): string {
  const password = readSecret(env, 'SMTP_PASSWORD');
  if (password) return password;
  throw new ConfigError('SMTP_PASSWORD or SMTP_PASSWORD_FILE: expected, mail.server has a user');
}
