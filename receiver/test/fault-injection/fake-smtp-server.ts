import { once } from 'node:events';
import { text as readText } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** What the mail server does with a mail: a number is the status that it refuses with. */
export type Behaviour = 'accept' | 'slow' | number;

/** A mail as it was received. */
export interface ReceivedMail {
  readonly messageId: string;
  /** As they were sent, by their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly recipients: readonly string[];
  readonly text: string;
}

/** Starts an SMTP server that records mails, and that can be told to misbehave. */
export async function startFakeSmtp(port = 0) {
  const receivedMails: ReceivedMail[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  let behaviour: Behaviour = 'accept';
  let release = Promise.resolve();
  let refused = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    async onData(stream, session, callback) {
      const source = await readText(stream);
      if (behaviour === 'slow') return;
      if (typeof behaviour === 'number') {
        refused++;
        const refusal = new Error(`no: ${source.slice(0, 200)}`);
        return callback(Object.assign(refusal, { responseCode: behaviour }));
      }
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      receivedMails.push(await parse(source, recipients));
      for (const { count, done } of waiting) if (receivedMails.length >= count) done();
      await release;
      callback(null);
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
    url: `smtp://127.0.0.1:${address.port}`,
    receivedMails,
    refused: () => refused,
    setBehaviour(as: Behaviour) {
      behaviour = as;
    },
    /** Accepts no more mails until the function that it returns is called. */
    holdAnswers() {
      const { promise, resolve } = Promise.withResolvers<void>();
      release = promise;
      return resolve;
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

async function parse(source: string, recipients: string[]): Promise<ReceivedMail> {
  const { messageId = '', headers, text = '' } = await PostalMime.parse(source);
  return {
    messageId,
    headers: new Map(headers.map(({ key, value }) => [key, value])),
    recipients,
    text,
  };
}
