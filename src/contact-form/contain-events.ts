/**
 * Keeps events of the form's controls away from page scripts that would act on them. Outside a shadow root an
 * event's target is the host, so a script that makes an exception for `INPUT` and `TEXTAREA` doesn't recognise a
 * field: single-letter shortcuts swallow what is typed, and copy protection blocks clicks.
 *
 * Capturing listeners of the page run first, and still receive every event.
 */
const FIELDS = 'input, textarea';

const CONTROLS = 'input, textarea, button, summary, label, a';

/** Events that pages are known to cancel outside fields, and that only a field needs. */
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

/** Contains the events of the controls in a shadow root. Calling it again has no effect. */
export function containEvents(root: ShadowRoot): void {
  for (const type of ['keydown', 'keypress', 'keyup']) root.addEventListener(type, onKey);
  for (const type of CANCELED_EVENTS) root.addEventListener(type, onCanceledEvent);
  root.addEventListener('mousedown', onMouseDown);
}

function onKey(event: Event): void {
  const { key } = event as KeyboardEvent;
  // These two also press the page's own buttons.
  const isContained = isWithin(event, FIELDS)
    ? isEditing(event as KeyboardEvent)
    : isWithin(event, CONTROLS) && (key === 'Enter' || key === ' ');
  if (isContained) event.stopPropagation();
}

/** Whether a key event in a field is typing or editing, as opposed to a keyboard shortcut of the page. */
function isEditing({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  // These do nothing to the text.
  if (/^(Tab|Escape|Shift|Control|Alt|Meta|F\d)/.test(key)) return false;
  const isModified = altKey || ctrlKey || metaKey;
  // The name of a key. A character may be two code units.
  if (key.length > 2) return key !== 'Enter' || !isModified;
  // Option, or Ctrl and Alt as AltGr, types characters that have no key of their own.
  if (altKey) return !metaKey && !/[a-z0-9]/i.test(key);
  // The browser's own shortcuts in a field: select all, copy, cut, paste, undo, redo.
  return !isModified || /[acvxyz]/i.test(key);
}

function onCanceledEvent(event: Event): void {
  if (isWithin(event, CONTROLS)) event.stopPropagation();
}

/** Lets the page know of the press, so that its menus close, but as a copy: cancelling that has no effect on the field. */
function onMouseDown(event: Event): void {
  if (!isWithin(event, CONTROLS)) return;
  event.stopPropagation();
  // The event's own constructor: the page may have replaced the global.
  const Mouse = event.constructor as typeof MouseEvent;
  (event.currentTarget as ShadowRoot).host.dispatchEvent(new Mouse('mousedown', event));
}

/** Whether an event comes from one of our controls, as opposed to slotted content. */
function isWithin({ currentTarget, target }: Event, selector: string): boolean {
  const root = currentTarget as ShadowRoot;
  // The target of `selectstart` can be a text node.
  const { nodeType, parentElement } = target as Node;
  const element = (nodeType === 1 ? target : parentElement) as Element | null;
  return root.contains(element) && !!element?.closest(selector);
}
