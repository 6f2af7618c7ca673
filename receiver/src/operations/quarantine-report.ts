/**
 * Mails a daily report to a form's recipients while messages are in quarantine. It says how many and since when, but
 * nothing about their content.
 */
import type { Logger } from 'pino';
import type { Form } from '../config.ts';
import type { AppContext } from '../context.ts';
import { type QuarantineState, readQuarantine } from '../messages/message-repository.ts';
import type { Mailer, MailReport } from '../outbox/mailer.ts';

const dayMs = 24 * 3_600_000;

/** Mails a report for each form that has messages in quarantine, once a day. */
export async function reportQuarantine(
  context: AppContext,
  forms: readonly Form[],
  sendReport: Mailer['sendReport'],
  log: Logger,
): Promise<void> {
  for (const state of await readQuarantine(context)) {
    const form = forms.find(({ id }) => id === state.form);
    const addresses = form?.recipients.filter((recipient) => recipient.includes('@')) ?? [];
    if (addresses.length === 0 || !(await claimReport(context, state.form))) continue;
    const report = composeReport(state);
    let sent = 0;
    for (const address of addresses) {
      await sendReport(address, report).then(
        () => sent++,
        (err) => log.warn({ err, form: state.form }, 'the report on the quarantine was not sent'),
      );
    }
    // Try again the next time, unless somebody got the report, who would then get it again every time.
    if (sent === 0) {
      await context.db.deleteFrom('quarantine_reports').where('form', '=', state.form).execute();
    }
  }
}

/** Claims today's report, so that only one of several receivers sends it. */
async function claimReport({ db, now }: AppContext, form: string): Promise<boolean> {
  const time = now();
  const reported_at = time.toISOString();
  const dayAgo = new Date(time.getTime() - dayMs).toISOString();
  const row = await db
    .insertInto('quarantine_reports')
    .values({ form, reported_at })
    .onConflict((conflict) =>
      conflict
        .column('form')
        .doUpdateSet({ reported_at })
        // A time in the future means that the clock was ahead.
        .where(({ eb, or }) =>
          or([
            eb('quarantine_reports.reported_at', '<=', dayAgo),
            eb('quarantine_reports.reported_at', '>', reported_at),
          ]),
        ),
    )
    .returning('form')
    .executeTakeFirst();
  return row !== undefined;
}

/** Composes the report. */
export function composeReport({ form, count, oldest }: QuarantineState): MailReport {
  const messages = count === 1 ? '1 meddelande' : `${count} meddelanden`;
  const since = new Date(oldest).toLocaleDateString('sv-SE', { timeZone: 'Europe/Stockholm' });
  return {
    subject: `Kontaktformuläret "${form}": ${messages} i karantän`,
    text: `${messages} från kontaktformuläret "${form}" ligger i karantän och har inte mejlats, det äldsta sedan ${since}.

I karantän hamnar meddelanden som ser ut att komma från ett program, och meddelanden från en avsändare som har skickat ovanligt många på kort tid. De kan vara riktiga, så någon behöver läsa dem.

Den som driver formulärets server listar dem med kommandot "list --state quarantine", mejlar ut ett riktigt meddelande med "resend" och gallrar övriga med "delete". Den här påminnelsen kommer en gång om dygnet så länge något ligger kvar.
`,
  };
}
