import { hostname as getHostname } from 'node:os';
import { domainToASCII } from 'node:url';
import { createTransport, type Transporter } from 'nodemailer';
import { type Config, ConfigError } from '../config.ts';
import type { Message } from '../messages/message-repository.ts';
import { stripInvisibleCharacters } from '../messages/strip-invisible.ts';
import { readCertificates } from '../security/read-certificates.ts';
import { readSecret } from '../security/read-secret.ts';

/** Sends one mail, and resolves when the mail server has accepted it. */
export type SendMail = (mail: OutgoingMail) => Promise<void>;

/** A mail with one message to one recipient. */
export interface OutgoingMail {
  readonly messageId: string;
  readonly recipient: string;
  /** When it was queued, which becomes its date: filters reject mail that is dated many days back. */
  readonly createdAt: string;
  readonly message: Message;
}

/** The mail server's settings. */
export type MailConfig = NonNullable<Config['mail']>;

/** A text from the receiver itself. */
export interface MailReport {
  readonly subject: string;
  readonly text: string;
}

/** The settings used in the headers of each mail. */
type MailHeaderConfig = Pick<MailConfig, 'from' | 'autoSubmitted'>;

/** Sends mail through the mail server. */
export interface Mailer {
  readonly send: SendMail;
  /** Sends a report. */
  readonly sendReport: (recipient: string, report: MailReport) => Promise<void>;
  /** Sends a mail without content to try the settings. Resolves to the mail server's response. */
  sendTest(recipient: string): Promise<string>;
  /** Closes the connections, each after the mail that it is sending. */
  close(): void;
}

/** An error from nodemailer. */
export interface MailError extends Error {
  readonly code?: string;
  /** The code of the system or of TLS, which tells a refused connection from a bad certificate. */
  readonly originalCode?: string;
  /** The reply code of the mail server. */
  readonly responseCode?: number;
}

/** The number of simultaneous connections. Many mail servers would treat more as a flood. */
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
  config: MailConfig,
  env: NodeJS.ProcessEnv,
  timeouts = defaultTimeouts,
): Mailer {
  const { server, from, tls, ca } = config;
  const { protocol, hostname, port, username } = new URL(server);
  const secure = protocol === 'smtps:';
  const transport: Transporter = createTransport({
    pool: true,
    maxConnections,
    // The outbox retries, since it knows what has been sent.
    maxRequeues: 0,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 465 : 587)),
    secure,
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'off',
    ...(ca && { tls: { ca: readCertificates('mail.ca', ca) } }),
    name: getEhloName(config),
    ...(username && { auth: { user: decodeURIComponent(username), pass: readPassword(env) } }),
    connectionTimeout: timeouts.socketTimeoutMs,
    greetingTimeout: timeouts.socketTimeoutMs,
    socketTimeout: timeouts.socketTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const send = async (mail: object): Promise<string> => {
    const signal = AbortSignal.timeout(timeouts.totalTimeoutMs);
    const { response } = await transport.sendMail({ ...mail, signal });
    return String(response);
  };
  return {
    send: async (mail) => {
      await send(composeMail(mail, config));
    },
    sendReport: async (to, report) => {
      await send({ from, to, ...report, headers: createAutoSubmittedHeader(config) });
    },
    sendTest: (recipient) =>
      send({
        from,
        to: recipient,
        subject: 'Test från kontaktformulärets mottagare',
        text: 'Det här mejlet kom fram. Det skickades med kommandot test-mail.\n',
        headers: createAutoSubmittedHeader(config),
      }),
    close: () => transport.close(),
  };
}

/**
 * The name with which the receiver introduces itself to the mail server. Some servers, Google's relay among them,
 * hang up on a client that gives an address as its name, as nodemailer does if the name has no dot.
 */
export function getEhloName(
  { ehlo, from }: Pick<MailConfig, 'ehlo' | 'from'>,
  machine = getHostname(),
): string {
  return ehlo ?? (machine.includes('.') ? machine : getDomain(from));
}

/**
 * Composes the mail. All of the visitor's text is passed to nodemailer as values, which encodes
 * them so that they cannot end a header; line breaks were removed from them when they were
 * received. Replies go to the visitor, who gets no copy: nothing shows that the address is theirs.
 */
export function composeMail(
  { messageId, recipient, createdAt, message }: OutgoingMail,
  config: MailHeaderConfig,
) {
  const { from } = config;
  const { reference, form, receivedAt } = message;
  const { name, organisation, telephone, subject, message: text } = message.body.fields;
  // The reply address must be the one that the reader sees.
  const email = stripInvisibleCharacters(message.body.fields.email);
  const replyAddress = toReplyAddress(email);
  const howToReply = replyAddress ? 'Svara på det här mejlet' : 'Skriv till adressen ovan';
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
    `Referensnummer ${reference}, mottaget ${received} (svensk tid) genom kontaktformuläret "${form}".`,
    `Formuläret visades på ${languageNames[message.body.language]}. ${howToReply} för att svara avsändaren.`,
  ];
  return {
    messageId: `<${messageId}@${getDomain(from)}>`,
    from,
    to: recipient,
    ...(replyAddress && { replyTo: { name: sanitizeHeader(name), address: replyAddress } }),
    subject: `[${reference}] ${sanitizeHeader(subject)}`,
    date: new Date(createdAt),
    text: lines.join('\n'),
    headers: createAutoSubmittedHeader(config),
  };
}

const getDomain = (address: string) => address.slice(address.lastIndexOf('@') + 1);

const createAutoSubmittedHeader = ({ autoSubmitted }: MailHeaderConfig) =>
  autoSubmitted ? { 'Auto-Submitted': 'auto-generated' } : {};

/** An unquoted local part (RFC 5322): a dot-atom of at most 64 characters. */
const localPart = /^(?=.{1,64}$)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** A domain of letters, digits and hyphens inside labels, the last of which is not a number. */
const mailDomain =
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9-]*[a-z0-9]$/;

/**
 * The address to reply to, or `undefined` if it can't be put in a header. Many mail servers reject a mail because of
 * the syntax of one address in its headers; as they would do so every time, the mail would never arrive.
 */
export function toReplyAddress(email: string): string | undefined {
  const typedDomain = getDomain(email);
  // `domainToASCII()` parses a host as in a URL, and drops everything after a slash.
  const domain = /^[\p{L}\p{M}\p{N}.-]+$/u.test(typedDomain) ? domainToASCII(typedDomain) : '';
  const local = email.slice(0, email.lastIndexOf('@'));
  return localPart.test(local) && mailDomain.test(domain) ? `${local}@${domain}` : undefined;
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
