import type { Msg } from '../core/localize.ts';

/** A person to show. What is missing is left out; nothing is ever invented. */
export interface Person {
  name: string;
  jobTitle?: string | null | undefined;
  telephone?: string | null | undefined;
  email?: string | null | undefined;
}

/** The person responsible for SKR's article. SKR gives no telephone number or address for her. */
export const informationOwner = (msg: Msg): Person => ({
  name: 'Emelie Marcus',
  jobTitle: msg('Handläggare', { desc: 'Job title of the information owner.' }),
});
