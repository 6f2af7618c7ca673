/** Writes down what the elements tell, as it happens. */

const names = ['message-started', 'message-sending', 'message-sent', 'message-failed'];
const log = document.querySelector('#log') as HTMLElement;

for (const name of names) document.addEventListener(name, write);

function write(event: Event): void {
  document.querySelector('#log-empty')?.remove();
  const { localName } = event.target as Element;
  const row = document.createElement('tr');
  const time = new Date().toLocaleTimeString('sv-SE');
  for (const text of [time, event.type, `<${localName}>`, contentOf(event)]) {
    row.insertCell().textContent = text;
  }
  log.append(row);
}

/** What the event says of its own, beside what all events say. Never what the visitor wrote. */
function contentOf(event: Event): string {
  return ['reference', 'code']
    .filter((name) => name in event)
    .map((name) => `${name}: ${event[name as keyof Event]}`)
    .join(', ');
}
