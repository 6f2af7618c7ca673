const CONTROLS = 'a, input, textarea, summary';

type Control = HTMLInputElement & HTMLAnchorElement;

/** What a visitor has done in a form that a server has printed, for the form that takes its place. */
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

  /** Puts what was typed, the focus and the caret where they were. */
  restore(root: ShadowRoot): void {
    for (const control of root.querySelectorAll<Control>(CONTROLS)) {
      const same = this.#controls.find(
        ({ id, href }) => id === control.id && href === control.href,
      );
      if (same?.value) control.value = same.value;
      if (!same || same !== this.#focused) continue;
      control.focus();
      const { selectionStart, selectionEnd } = same;
      // Not of every type of field.
      if (selectionStart != null) control.setSelectionRange(selectionStart, selectionEnd);
    }
    const details = root.querySelector('details');
    if (details && this.#isPrivacyOpen) details.open = true;
  }
}
