import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import 'skr-widgets/auto-define.js';
import type {} from 'skr-widgets/react';
import { type PageState, start } from '../changes';

function Cards({ isMounted, keys, name, lang, isolated, text, description, hasFooter }: PageState) {
  if (!isMounted) return null;
  return (
    <div lang={lang}>
      {keys.map((key) => (
        <org-card
          key={key}
          name={`${name} ${key}`}
          description="Beskrivning"
          isolated={isolated || undefined}
        >
          {text}
          {description && <p slot="description">{description}</p>}
          {hasFooter && <b slot="footer">Fot</b>}
        </org-card>
      ))}
    </div>
  );
}

const root = createRoot(document.querySelector('#app') as HTMLElement);
const update = (state: PageState) => flushSync(() => root.render(<Cards {...state} />));
Object.assign(window, { update });
update(start);
