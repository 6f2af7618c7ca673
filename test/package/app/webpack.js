import 'skr-widgets/org-card.js';
import 'skr-widgets/skr-widgets.css';
