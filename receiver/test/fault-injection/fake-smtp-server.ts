import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** What the mail server does with a mail: a number is the status that it refuses with. */
export type Behaviour = 'accept' | 'slow' | number;

/** A mail as it was received. */
export interface ReceivedMail {
  readonly messageId: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly recipients: readonly string[];
  readonly text: string;
}

/** Decodes the text of a mail. */
export function decodeText({ text, headers }: ReceivedMail): string {
  const encoding = headers.get('content-transfer-encoding');
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return text;
  const raw = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  return Buffer.from(raw, 'latin1').toString('utf8');
}

/** Starts an SMTP server that records mails, and that can be told to misbehave. */
export async function startFakeSmtp(port = 0) {
  const receivedMails: ReceivedMail[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  let behaviour: Behaviour = 'accept';
  let refused = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (behaviour === 'slow') return;
        if (typeof behaviour === 'number') {
          refused++;
          const refusal = new Error(`no: ${Buffer.concat(chunks).toString().slice(0, 200)}`);
          return callback(Object.assign(refusal, { responseCode: behaviour }));
        }
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        receivedMails.push(parse(Buffer.concat(chunks).toString('utf8'), recipients));
        callback(null);
        for (const { count, done } of waiting) if (receivedMails.length >= count) done();
      });
    },
  });
  server.on('error', () => {
    // Connections of killed clients break; that is what these tests are about.
  });
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (!address || typeof address === 'string') throw new Error('expected a port');

  return {
    port: address.port,
    url: `smtp://127.0.0.1:${address.port}`,
    receivedMails,
    refused: () => refused,
    setBehaviour(as: Behaviour) {
      behaviour = as;
    },
    /** Resolves when a number of mails have been received. */
    async waitForMails(count: number) {
      if (receivedMails.length >= count) return;
      await new Promise<void>((done) => waiting.push({ count, done }));
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function parse(source: string, recipients: string[]): ReceivedMail {
  const [head = '', ...body] = source.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  return {
    messageId: headers.get('message-id') ?? '',
    headers,
    recipients,
    text: body.join('\r\n\r\n'),
  };
}
