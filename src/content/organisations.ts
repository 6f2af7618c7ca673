import type { Msg } from '../core/localize.ts';

/** An organisation to show on a card. Missing details are left out. */
export interface Organisation {
  name: string;
  /** One string per paragraph. */
  description: readonly string[];
  /** Its website. */
  href?: string | undefined;
}

/** The organisations that SKR works through, by value of the `org` attribute. */
export const organisations = {
  'salar-international': (msg: Msg): Organisation => ({
    name: 'SALAR International',
    description: [
      msg(
        'SALAR International är ett dotterbolag till SKR som driver internationella projekt. Projekten stöder utveckling av demokratisk styrning och god förvaltning på lokal och regional nivå. SALAR Internationals arbete baseras på erfarenheter och kunskaper från svenska kommuner och regioner.',
      ),
    ],
    href: 'https://salarinternational.se/',
  }),
  icld: (msg: Msg): Organisation => ({
    name: msg('Internationellt Centrum för Lokal Demokrati (ICLD)'),
    description: [
      msg(
        'ICLD är en ideell förening med SKR som huvudman. Föreningen administrerar de Kommunala Partnerskapsprogrammen på uppdrag av Sida.',
        { desc: 'Sida is never spelled out in Swedish, and is explained in English.' },
      ),
      msg(
        'Utöver partnerskapsprogrammen bedriver ICLD kunskaps- och kapacitetsutveckling inom lokal demokrati i det internationella utvecklingssamarbetet. ICLD står också för några av Sidas internationella utbildningsprogram inom området.',
      ),
    ],
    href: msg('https://icld.se/', { desc: 'The start page of ICLD in this language.' }),
  }),
} as const;

/** The value of the `org` attribute for an organisation whose details we have. */
export type OrganisationName = keyof typeof organisations;
