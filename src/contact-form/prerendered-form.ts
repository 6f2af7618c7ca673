const CONTROLS = 'a, input, textarea, summary';

type Control = HTMLInputElement & HTMLAnchorElement;

/** Carries over what a visitor has done in a server-rendered form to the form that replaces it. */
export class PrerenderedForm {
  readonly #controls: Control[];
  readonly #focused: Element | null;
  readonly #isPrivacyOpen: boolean | undefined;

  /** @param root The shadow root, before the first update. */
  constructor(root: ShadowRoot) {
    this.#controls = [...root.querySelectorAll<Control>(CONTROLS)];
    this.#focused = root.activeElement;
    this.#isPrivacyOpen = root.querySelector('details')?.open;
  }

  /** Restores the field values, the focus and the caret. */
  restore(root: ShadowRoot): void {
    for (const control of root.querySelectorAll<Control>(CONTROLS)) {
      const same = this.#controls.find(
        ({ id, href }) => id === control.id && href === control.href,
      );
      if (same?.value) control.value = same.value;
      if (!same || same !== this.#focused) continue;
      control.focus();
      const { selectionStart, selectionEnd } = same;
      // Not all types of fields have a selection.
      if (selectionStart != null) control.setSelectionRange(selectionStart, selectionEnd);
    }
    const details = root.querySelector('details');
    if (details && this.#isPrivacyOpen) details.open = true;
  }
}
