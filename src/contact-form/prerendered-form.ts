const CONTROLS = 'a, input, textarea, summary';

type Control = HTMLInputElement & HTMLAnchorElement;

/**
 * Captures what a visitor has done in a server-rendered form: the field values, the checkbox, the focus, the caret, and
 * whether the text on personal data is open.
 *
 * @param root The shadow root, before the first update.
 * @returns Restores it in the form that has replaced the server's.
 */
export function captureInput(root: ShadowRoot): () => void {
  const controls = [...root.querySelectorAll<Control>(CONTROLS)];
  const focused = root.activeElement;
  const isPrivacyOpen = root.querySelector('details')?.open;
  return () => {
    for (const control of root.querySelectorAll<Control>(CONTROLS)) {
      const same = controls.find(({ id, href }) => id === control.id && href === control.href);
      if (same?.value) control.value = same.value;
      // Not by its property: a draft is saved when the checkbox is clicked.
      if (same?.checked) control.click();
      if (!same || same !== focused) continue;
      control.focus();
      const { selectionStart, selectionEnd } = same;
      // Not all types of fields have a selection.
      if (selectionStart != null) control.setSelectionRange(selectionStart, selectionEnd);
    }
    const details = root.querySelector('details');
    if (details && isPrivacyOpen) details.open = true;
  };
}
