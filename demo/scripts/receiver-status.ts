/** Says whether a receiver answers, before anyone writes to it in vain. */

for (const note of document.querySelectorAll<HTMLElement>('.receiver')) {
  // Only when the form comes into view: no visitor's browser asks for what the visitor never sees.
  const observer = new IntersectionObserver(async ([entry]) => {
    if (!entry?.isIntersecting) return;
    observer.disconnect();
    const state = (await answers(note.dataset.endpoint ?? '')) ? 'works' : 'missing';
    for (const text of note.querySelectorAll<HTMLElement>('[data-state]')) {
      text.hidden = text.dataset.state !== state;
    }
  });
  observer.observe(note);
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(endpoint);
    // A web server without a receiver may answer anything with a page of its own, which is no JSON.
    return answer.ok && typeof (await answer.json()) === 'object';
  } catch {
    return false;
  }
}
