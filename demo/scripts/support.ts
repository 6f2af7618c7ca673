/** Writes what is true only from the day after a date on: the page was made before it. */
const today = new Date().toISOString().slice(0, 10);

for (const element of document.querySelectorAll<HTMLElement>('[data-after]')) {
  const { after = '', text = '' } = element.dataset;
  if (today > after) element.textContent = text;
}
