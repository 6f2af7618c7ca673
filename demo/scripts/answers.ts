/** Which parts of the texts apply, by what has been answered: the same when the page is built and when it is filled in. */

/** What has been answered, by the names of the questions. */
export type Answers = ReadonlyMap<string, string>;

/**
 * Whether a condition holds: `form=yes`, `show=text|person`, `days<40`, or `transfer`, which anything answers.
 * With `!` before it, it holds where the rest does not, and with ` or ` where one of its parts does.
 */
export function holds(condition: string, answers: Answers): boolean {
  if (condition.startsWith('!')) return !holds(condition.slice(1), answers);
  return condition.split(' or ').some((part) => {
    const [, name = '', sign, value = ''] = /^(\w+)(?:([=<])(.+))?$/.exec(part) ?? [];
    const answer = answers.get(name) ?? '';
    if (sign === '=') return value.split('|').includes(answer);
    if (sign === '<') return answer !== '' && Number(answer) < Number(value);
    return answer !== '';
  });
}
