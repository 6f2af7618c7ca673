/**
 * Keeps the events of the form's controls from scripts of the page that would take them for their own.
 * Outside a shadow root an event's target is the host, so a script that leaves `INPUT` and `TEXTAREA` alone
 * does not see a field: a shortcut of one letter eats what is typed, copy protection stops a click.
 *
 * Listeners of the page that capture come first, and still meet everything.
 */
const FIELDS = 'input, textarea';

const CONTROLS = 'input, textarea, button, summary, label, a';

/** Keys that move in a text or change it. Tab and Escape are the page's. */
const EDITING_KEY = /^(Enter|Backspace|Delete|Insert|Home|End|Page(Up|Down)|Arrow\w+)$/;

/** What an input method, a dead key or a phone's keyboard types has another name. */
const COMPOSING_KEY = /^(Dead|Process|Compose|Unidentified)$/;

/** Events that pages are known to cancel outside of fields, and that nothing but a field needs. */
const CANCELED_EVENTS = [
  'selectstart',
  'dragstart',
  'contextmenu',
  'copy',
  'cut',
  'paste',
  'touchstart',
  'touchmove',
  'touchend',
];

/** Contains the events of the controls in a shadow root. To call it again changes nothing. */
export function containEvents(root: ShadowRoot): void {
  for (const type of ['keydown', 'keypress', 'keyup']) root.addEventListener(type, onKey);
  for (const type of CANCELED_EVENTS) root.addEventListener(type, onCanceledEvent);
  root.addEventListener('mousedown', onMouseDown);
}

function onKey(event: Event): void {
  const { key } = event as KeyboardEvent;
  // A page's own button is pressed with these two as well.
  const isContained = isWithin(event, FIELDS)
    ? isEditing(event as KeyboardEvent)
    : isWithin(event, CONTROLS) && (key === 'Enter' || key === ' ');
  if (isContained) event.stopPropagation();
}

/** Whether a key press in a field types or edits, rather than being a shortcut of the page's. */
function isEditing(event: KeyboardEvent): boolean {
  const { key, altKey, ctrlKey, metaKey, isComposing } = event;
  if (isComposing || COMPOSING_KEY.test(key)) return true;
  if (EDITING_KEY.test(key)) return key !== 'Enter' || !(altKey || ctrlKey || metaKey);
  // One character, which may be two code units.
  if ([...key].length !== 1) return false;
  if (event.getModifierState('AltGraph')) return true;
  // Option, or Ctrl and Alt for AltGr, type what is on no key by itself.
  if (altKey) return !metaKey && !/[a-z0-9]/i.test(key);
  // The browser's own in a field: select all, copy, cut, paste, undo, redo.
  if (ctrlKey || metaKey) return /[acvxyz]/i.test(key);
  return true;
}

function onCanceledEvent(event: Event): void {
  if (isWithin(event, CONTROLS)) event.stopPropagation();
}

/** The page hears of the press, so that its menus close; but only a copy: to cancel it keeps nobody from the field. */
function onMouseDown(event: Event): void {
  if (!isWithin(event, CONTROLS)) return;
  event.stopPropagation();
  // The event's own class: the page may have another by that name.
  const Mouse = event.constructor as typeof MouseEvent;
  (event.currentTarget as ShadowRoot).host.dispatchEvent(new Mouse('mousedown', event));
}

/** Whether an event is of a control of ours, rather than of what the page has put into a slot. */
function isWithin({ currentTarget, target }: Event, selector: string): boolean {
  const root = currentTarget as ShadowRoot;
  // A selection starts in a text.
  const { nodeType, parentElement } = target as Node;
  const element = (nodeType === 1 ? target : parentElement) as Element | null;
  return root.contains(element) && !!element?.closest(selector);
}
