import type { Msg } from '../core/localize.ts';

/** A person to show. Missing details are left out; nothing is made up. */
export interface Person {
  name: string;
  jobTitle?: string | null | undefined;
  telephone?: string | null | undefined;
  email?: string | null | undefined;
}

/** The person responsible for SKR's article. SKR publishes no telephone number or email address for her. */
export const informationOwner = (msg: Msg): Person => ({
  name: 'Emelie Marcus',
  jobTitle: msg('Handläggare', { desc: 'Job title of the content owner.' }),
});
