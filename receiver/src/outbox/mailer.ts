import { createTransport, type Transporter } from 'nodemailer';
import { type Config, ConfigError } from '../config.ts';
import { fieldRules } from '../messages/fields.ts';
import type { Message } from '../messages/message-repository.ts';
import { stripInvisibleCharacters } from '../messages/strip-invisible.ts';
import { readSecret } from '../security/read-secret.ts';

/** Sends one mail, and resolves when the mail server has accepted it. */
export type SendMail = (mail: OutgoingMail) => Promise<void>;

/** A mail with one message to one recipient. */
export interface OutgoingMail {
  readonly messageId: string;
  readonly recipient: string;
  readonly message: Message;
}

/** The mail server's settings. */
export type MailConfig = NonNullable<Config['mail']>;

/** What the receiver itself has to say. */
export interface MailReport {
  readonly subject: string;
  readonly text: string;
}

/** Sends mail through the mail server. */
export interface Mailer {
  readonly send: SendMail;
  /** Sends a text of ours. */
  readonly sendReport: (recipient: string, report: MailReport) => Promise<void>;
  /** Closes the connections, each after the mail that it is sending. */
  close(): void;
}

/** Simultaneous connections. Many mail servers would take more for a flood. */
const maxConnections = 3;

/**
 * How long the mail server may be silent, and how long one mail may take in all. The total is less
 * than the outbox's lease, so that no other receiver claims a mail that is being sent.
 */
const defaultTimeouts = { socketTimeoutMs: 20_000, totalTimeoutMs: 60_000 };

const languageNames = {
  sv: 'svenska',
  en: 'engelska',
} as const;

/** Creates a mailer. The password is read from `SMTP_PASSWORD` or `SMTP_PASSWORD_FILE`. */
export function createMailer(
  { server, from, requireTls }: MailConfig,
  env: NodeJS.ProcessEnv,
  timeouts = defaultTimeouts,
): Mailer {
  const { protocol, hostname, port, username } = new URL(server);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const secure = protocol === 'smtps:';
  const transport: Transporter = createTransport({
    pool: true,
    maxConnections,
    // The outbox retries, since it knows what has been sent.
    maxRequeues: 0,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 465 : 587)),
    secure,
    requireTLS: requireTls && !isLocal,
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
    sendReport: async (to, report) => {
      const signal = AbortSignal.timeout(timeouts.totalTimeoutMs);
      const headers = { 'Auto-Submitted': 'auto-generated' };
      await transport.sendMail({ from, to, ...report, headers, signal });
    },
    close: () => transport.close(),
  };
}

/**
 * Composes the mail. All of the visitor's text is passed to nodemailer as values, which encodes
 * them so that they cannot end a header; line breaks were removed from them when they were
 * received. Replies go to the visitor, who gets no copy: nothing shows that the address is theirs.
 */
export function composeMail({ messageId, recipient, message }: OutgoingMail, from: string) {
  const { reference, form, receivedAt } = message;
  const { name, organisation, telephone, subject, message: text } = message.body.fields;
  // Replies go to the address that the reader sees.
  const email = stripInvisibleCharacters(message.body.fields.email);
  // Many mail servers refuse other characters in the header, and the mail would never arrive.
  const isReplyable = /^[!-~]+@/.test(email) && fieldRules.email.format.test(email);
  const howToReply = isReplyable ? 'Svara på det här mejlet' : 'Skriv till adressen ovan';
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
    `Formuläret visades på ${languageNames[message.body.language]}. ${howToReply} för att svara avsändaren.`,
  ];
  return {
    messageId: `<${messageId}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    from,
    to: recipient,
    ...(isReplyable && { replyTo: { name: sanitizeHeader(name), address: email } }),
    subject: `[${reference}] ${sanitizeHeader(subject)}`,
    date: new Date(receivedAt),
    text: lines.join('\n'),
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/**
 * Prepares text for a header: nothing in it is decoded as an encoded word, and nothing is
 * invisible.
 */
function sanitizeHeader(text: string): string {
  return stripInvisibleCharacters(text).replaceAll('=?', '= ?');
}

function readPassword(env: NodeJS.ProcessEnv): string {
  const password = readSecret(env, 'SMTP_PASSWORD');
  if (password) return password;
  throw new ConfigError(
    'expected SMTP_PASSWORD or SMTP_PASSWORD_FILE, because mail.server has a user; got neither',
  );
}
